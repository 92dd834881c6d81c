import { Field, ObjectType } from "type-graphql";
import { DateTime } from "../graphql/scalars.js";

@ObjectType({
  description:
    "What the site's own server says of the visitor, by a token that it has signed. Nothing that a visitor types gets in here.",
})
export class VerifiedIdentity {
  @Field(() => String, {
    description:
      "The site's own id of the person. Every browser that the person signs in with is a visitor of its own: the search finds them by this.",
  })
  externalId: string;

  @Field(() => String, { nullable: true, description: "The name, if the site tells it." })
  name: string | null;

  @Field(() => String, { nullable: true, description: "The e-mail address, if the site tells it." })
  email: string | null;

  @Field(() => DateTime, { description: "Since when the site has said so." })
  verifiedAt: Date;
}
