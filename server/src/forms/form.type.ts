import { Field, ObjectType } from "type-graphql";

export const FIELD_TYPES = ["text", "email", "phone", "number", "select", "textarea", "consent"] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

@ObjectType({ description: "One field of a form." })
export class FormFieldSpec {
  @Field(() => String, { description: "Its name within the form; name, email and phone fill the visitor." })
  name: string;

  @Field(() => String, { description: "What the visitor reads." })
  label: string;

  @Field(() => String, { description: "text, email, phone, number, select, textarea or consent." })
  type: FieldType;

  @Field(() => Boolean, { description: "Whether it must be filled in." })
  required: boolean;

  @Field(() => [String], { nullable: true, description: "select: what can be chosen." })
  options?: string[] | null;
}

@ObjectType({ description: "A form as it was asked." })
export class Form {
  @Field(() => String, { description: "What it is called, e.g. Contact." })
  name: string;

  @Field(() => [FormFieldSpec], { description: "Its fields, in order." })
  fields: FormFieldSpec[];
}

@ObjectType({ description: "One answer of a submitted form." })
export class FormField {
  @Field(() => String, { description: "The field's name." })
  name: string;

  @Field(() => String, { description: "The label as it was asked." })
  label: string;

  @Field(() => String, { description: "The answer, as text; empty when left open." })
  value: string;
}
