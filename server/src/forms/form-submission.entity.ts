// A form that a visitor filled in. All submissions are kept.
import { Field, ID, ObjectType } from "type-graphql";
import { Entity, Index } from "typeorm";
import { BelongsTo, type Id, Instant, Json, Key, Ref, Text } from "../database/columns.js";
import { DateTime } from "../graphql/scalars.js";
import { Visitor } from "../visitors/index.js";
import { FormField } from "./form.type.js";

@ObjectType({ description: "A form that a visitor filled in." })
@Entity("form_submission")
@Index("form_submission_visitor", ["visitorId", "id"])
export class FormSubmission {
  @Field(() => ID, { description: "Opaque." })
  @Key()
  id: Id;

  @BelongsTo(() => Visitor)
  visitorId: Id;

  @Ref()
  conversationId: Id;

  @Field(() => String, { description: "The form's name." })
  @Text(200)
  formName: string;

  @Field(() => [FormField], { description: "The answers, in the form's order." })
  @Json()
  fields: FormField[];

  @Field(() => DateTime, { description: "When." })
  @Instant()
  submittedAt: Date;
}
