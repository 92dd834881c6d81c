import { Field, ObjectType } from "type-graphql";
import { TimeZone } from "../graphql/scalars.js";

@ObjectType({ description: "Where a visitor is, as far as it is known." })
export class Location {
  @Field(() => String, { nullable: true, description: "From the address database; null without one." })
  city: string | null;

  @Field(() => String, { nullable: true, description: "From the address database; null without one." })
  region: string | null;

  @Field(() => String, { nullable: true, description: "The country's English name." })
  country: string | null;

  @Field(() => String, {
    nullable: true,
    description: "ISO 3166-1 alpha-2: words in another language are found by it.",
  })
  countryCode: string | null;

  @Field(() => TimeZone, { nullable: true, description: "The browser's time zone." })
  timeZone: string | null;

  @Field(() => String, { nullable: true, description: "The address the widget called from." })
  ip: string | null;
}
