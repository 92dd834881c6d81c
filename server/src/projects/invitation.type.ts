import { Field, InputType, ObjectType } from "type-graphql";
import { DateTime, TimeZone } from "../graphql/scalars.js";
import { Invitation } from "./invitation.entity.js";
import { Role } from "./membership.entity.js";

@ObjectType({ description: "A new invitation. Its link is shown this once and never again." })
export class CreatedInvitation {
  @Field(() => Invitation, { description: "As it stands in the list." })
  invitation: Invitation;

  @Field(() => String, {
    description: "To be handed to the person: no mail is sent. Good once; the secret stands in the fragment.",
  })
  url: string;
}

@ObjectType({ description: "What whoever holds an invitation's link may know before answering it." })
export class InvitationOffer {
  @Field(() => String, { description: "The project's name." })
  projectName: string;

  @Field(() => Role, { description: "What the new member will be." })
  role: string;

  @Field(() => String, { description: "The name of who invited." })
  invitedBy: string;

  @Field(() => String, { description: "Whom it is for." })
  email: string;

  @Field(() => DateTime, { description: "When it ends by itself." })
  expiresAt: Date;

  @Field(() => Boolean, {
    description: "Whether there is an account with this address: it signs in to accept.",
  })
  hasAccount: boolean;
}

@InputType({ description: "The account that an invitation makes, for who has none." })
export class NewAccountInput {
  @Field(() => String, { description: "The name that colleagues and visitors see, at most 200 characters." })
  name: string;

  @Field(() => String, { description: "12 to 128 characters." })
  password: string;

  @Field(() => TimeZone, { nullable: true, description: "UTC when absent." })
  timeZone?: string;

  @Field(() => String, { nullable: true, description: "en or es; the browser's when absent." })
  locale?: string;
}
