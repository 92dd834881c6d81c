import { Field, InputType, Int, registerEnumType } from "type-graphql";
import { CalendarDate, TimeZone } from "../graphql/scalars.js";
import { VisitorStatus } from "./visitor.status.js";

@InputType({
  description:
    "Calendar days in a zone, both inclusive, DST-safe. Either from and/or to, or lastDays (today and the n - 1 days before), which rolls over at the zone's midnight: its subscribers get a RESYNC then.",
})
export class DateRange {
  @Field(() => CalendarDate, { nullable: true, description: "First day; absent: no lower bound." })
  from?: string | null;

  @Field(() => CalendarDate, { nullable: true, description: "Last day; absent: no upper bound." })
  to?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: "1 is today alone; at most 36,600. Not together with from or to.",
  })
  lastDays?: number | null;

  @Field(() => TimeZone, { description: "The zone whose days these are." })
  timeZone: string;
}

@InputType({ description: "Custom parameter equals value, exactly." })
export class ParamMatch {
  @Field(() => String, { description: "The parameter's name." })
  key: string;

  @Field(() => String, { description: "Its value, as text." })
  value: string;
}

@InputType({
  description: "Every condition is ANDed. The same input serves list, counts, subscription and export.",
})
export class VisitorFilter {
  @Field(() => VisitorStatus, { nullable: true, description: "Only this status." })
  status?: VisitorStatus | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Case- and accent-insensitive infix match on name, e-mail, phone or the site's own id of the person; words ANDed in any order; phone also by digits alone. At most 200 characters.",
  })
  search?: string | null;

  @Field(() => DateRange, { nullable: true, description: "On Visitor.startedAt; null means all time." })
  dates?: DateRange | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Only those who chose an option, submitted a form or wrote. Default false.",
  })
  engagedOnly?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "true: only those on the site now; false: only those who are not.",
  })
  online?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "true: only those who wait for an answer; false: only those who do not.",
  })
  needsAttention?: boolean | null;

  @Field(() => [ParamMatch], {
    nullable: true,
    description: "Custom parameters that must all match; 10 at most.",
  })
  params?: ParamMatch[] | null;
}

export enum FilterCondition {
  STATUS = "STATUS",
  SEARCH = "SEARCH",
  DATES = "DATES",
  ENGAGED_ONLY = "ENGAGED_ONLY",
  ONLINE = "ONLINE",
  NEEDS_ATTENTION = "NEEDS_ATTENTION",
  PARAMS = "PARAMS",
}
registerEnumType(FilterCondition, {
  name: "FilterCondition",
  description: "One condition of a VisitorFilter.",
});
