import { Field, InputType } from "type-graphql";
import { JSONObject } from "../graphql/scalars.js";

@InputType({ description: "A page of the site." })
export class PageInput {
  @Field(() => String, { description: "Its address, at most 2,048 characters." })
  url: string;

  @Field(() => String, { nullable: true, description: "Its title, at most 300 characters." })
  title?: string | null;
}

@InputType({ description: "What the widget knows at the first opening." })
export class OpenInput {
  @Field(() => String, {
    description: "The visitor's own token: 256 random bits that the widget made, as base64url or hex.",
  })
  token: string;

  @Field(() => String, {
    nullable: true,
    description:
      "A token by which the site says who the visitor is: a JWT signed with HS256 by one of the project's identity secrets, with exp (at most 24 hours ahead) and sub, and name and email if the site likes. Refused with IDENTITY_INVALID or IDENTITY_EXPIRED; IDENTITY_CHANGED: this visitor token is another person's.",
  })
  identity?: string | null;

  @Field(() => PageInput, { description: "The page the widget was opened on." })
  page: PageInput;

  @Field(() => String, { nullable: true, description: "The page that led to the site." })
  referrer?: string | null;

  @Field(() => String, { nullable: true, description: "Inner size of the window, e.g. 1440x900." })
  viewport?: string | null;

  @Field(() => String, { nullable: true, description: "The browser's time zone, by its IANA name." })
  timeZone?: string | null;

  @Field(() => String, { nullable: true, description: "The browser's language, e.g. es-CO." })
  locale?: string | null;

  @Field(() => JSONObject, {
    nullable: true,
    description:
      "Parameters from the page's address. Beyond 50 in all, with those of the script first, they are left out.",
  })
  urlParams?: Record<string, unknown> | null;

  @Field(() => JSONObject, { nullable: true, description: "Parameters set by the page's script." })
  params?: Record<string, unknown> | null;
}

@InputType({ description: "One answer of a form." })
export class FieldInput {
  @Field(() => String, { description: "The field's name." })
  name: string;

  @Field(() => String, { description: "The answer, as text." })
  value: string;
}
