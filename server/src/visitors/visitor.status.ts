import { registerEnumType } from "type-graphql";
import { enumOf } from "../graphql/enum.js";

export enum VisitorStatus {
  NEW = "NEW",
  PROSPECT = "PROSPECT",
  CUSTOMER = "CUSTOMER",
  CLOSED = "CLOSED",
  ARCHIVED = "ARCHIVED",
}
registerEnumType(VisitorStatus, {
  name: "VisitorStatus",
  description: "How far a visitor has come. Any status may follow any other.",
  valuesConfig: {
    NEW: { description: "Not yet qualified." },
    PROSPECT: { description: "Shows interest in buying." },
    CUSTOMER: { description: "Bought, or became a customer." },
    CLOSED: { description: "Resolved." },
    ARCHIVED: { description: "Old, spam or irrelevant." },
  },
});

/** In the order of the tabs, which is the order of the codes in the database. */
export const STATUSES = [
  "NEW",
  "PROSPECT",
  "CUSTOMER",
  "CLOSED",
  "ARCHIVED",
] as const satisfies readonly `${VisitorStatus}`[];
export type StatusWord = (typeof STATUSES)[number];

export const ACTORS = ["AGENT", "FLOW", "API"] as const;
export type ActorWord = (typeof ACTORS)[number];

export const StatusActor = enumOf<ActorWord>("StatusActor", "Who or what changed a status.", {
  AGENT: "A person.",
  FLOW: "The flow.",
  API: "A program with an API token.",
});
