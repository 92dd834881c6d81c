// Wide counters: how many visitors started in an hour, and in a day (UTC), with a column per status and engagement.
// Kept in the transaction that changes a visitor, so a range of dates is counted without looking at its visitors.
import { Entity } from "typeorm";
import { type Id, Ref, Whole } from "../database/columns.js";
import type { StatusWord } from "./visitor.status.js";

abstract class VisitorCount {
  @Ref({ primary: true })
  projectId: Id;

  @Whole({ default: 0 }) newIdle: number;
  @Whole({ default: 0 }) newEngaged: number;
  @Whole({ default: 0 }) prospectIdle: number;
  @Whole({ default: 0 }) prospectEngaged: number;
  @Whole({ default: 0 }) customerIdle: number;
  @Whole({ default: 0 }) customerEngaged: number;
  @Whole({ default: 0 }) closedIdle: number;
  @Whole({ default: 0 }) closedEngaged: number;
  @Whole({ default: 0 }) archivedIdle: number;
  @Whole({ default: 0 }) archivedEngaged: number;
}

@Entity("visitor_hour")
export class VisitorHour extends VisitorCount {
  /** Hours since 1970 UTC. */
  @Whole({ primary: true })
  hour: number;
}

@Entity("visitor_day")
export class VisitorDay extends VisitorCount {
  /** Days since 1970 UTC. */
  @Whole({ primary: true })
  day: number;
}

export const countColumn = (status: StatusWord, engaged: boolean) =>
  `${status.toLowerCase()}_${engaged ? "engaged" : "idle"}`;

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
