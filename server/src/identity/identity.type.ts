import { Field, ID, ObjectType } from "type-graphql";

@ObjectType({ description: "A new identity secret. It is shown this once and never again." })
export class CreatedIdentitySecret {
  @Field(() => ID, { description: "For endIdentitySecret." })
  id: string;

  @Field(() => String, {
    description: "The secret, as text: the key of HS256 is the bytes of exactly this text.",
  })
  secret: string;
}
