import { In } from "typeorm";
import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { Database } from "../database/data-source.js";
import { LISTED, latest } from "../database/latest.js";
import type { ApiContext } from "../graphql/context.js";
import { byKey, listsByKey } from "../graphql/loader.js";
import { Message } from "../conversations/index.js";
import { Visitor } from "../visitors/index.js";
import { FormSubmission } from "./form-submission.entity.js";
import { Form } from "./form.type.js";

export function formLoaders(database: Database) {
  const { manager } = database.source;
  return {
    submissions: byKey(
      (ids) => manager.findBy(FormSubmission, { id: In([...ids]) }),
      (submission) => submission.id,
    ),
    ofVisitor: listsByKey(
      (ids) => latest(manager, FormSubmission, "visitor_id", ids, LISTED),
      (submission) => submission.visitorId,
    ),
  };
}
export type FormLoaders = ReturnType<typeof formLoaders>;

@Resolver(() => Message)
export class MessageFormFields {
  constructor(private readonly loaders: FormLoaders) {}

  @FieldResolver(() => Form, { nullable: true, description: "FORM: what was asked." })
  form(@Root() message: Message): Form | null {
    return message.formSpec as Form | null;
  }

  @FieldResolver(() => FormSubmission, { nullable: true, description: "FORM_SUBMITTED: what was answered." })
  submission(@Ctx() context: ApiContext, @Root() message: Message): Promise<FormSubmission | null> | null {
    return message.submissionId ? context.loader(this.loaders.submissions).load(message.submissionId) : null;
  }
}

@Resolver(() => Visitor)
export class VisitorFormFields {
  constructor(private readonly loaders: FormLoaders) {}

  @FieldResolver(() => [FormSubmission], {
    description: "Forms that the visitor filled in, the latest 50, oldest first.",
  })
  submissions(@Ctx() context: ApiContext, @Root() visitor: Visitor): Promise<FormSubmission[]> {
    return context.loader(this.loaders.ofVisitor).load(visitor.id);
  }
}
