import { Field, ID, InputType, ObjectType } from "type-graphql";
import { TimeZone } from "../graphql/scalars.js";

@InputType({ description: "What the first admin says of themselves and of the first site." })
export class SetUpInput {
  @Field(() => String, { description: "The one-time token from the printed link's fragment." })
  token: string;

  @Field(() => String, { description: "The admin's name, at most 200 characters." })
  name: string;

  @Field(() => String, { description: "The address to sign in with." })
  email: string;

  @Field(() => String, { description: "12 to 128 characters." })
  password: string;

  @Field(() => String, { description: "The first project's name." })
  projectName: string;

  @Field(() => String, {
    nullable: true,
    description: "The site that will carry the widget; its origin is added to the allowed ones.",
  })
  siteUrl?: string;

  @Field(() => TimeZone, { nullable: true, description: "The admin's time zone; UTC when absent." })
  timeZone?: string;

  @Field(() => String, {
    nullable: true,
    description: "The admin's language, en or es; also the first flow's.",
  })
  locale?: string;
}

@ObjectType({ description: "A new API token. The secret is shown this once and never again." })
export class CreatedToken {
  @Field(() => ID, { description: "For revokeApiToken." })
  id: string;

  @Field(() => String, {
    description: "Send it as `Authorization: Bearer …`, or in the socket's connection_init.",
  })
  token: string;
}

@ObjectType({ description: "What anybody may know of this installation, signed in or not." })
export class Installation {
  @Field(() => Boolean, { description: "Whether the first admin is still to be made." })
  needsSetup: boolean;

  @Field(() => String, { description: "The address people use." })
  publicUrl: string;

  @Field(() => String, { description: "The server's version." })
  version: string;
}
