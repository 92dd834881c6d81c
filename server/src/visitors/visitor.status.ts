import { registerEnumType } from "type-graphql";

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

export const StatusActor = { AGENT: "AGENT", FLOW: "FLOW", API: "API" } as const;
registerEnumType(StatusActor, {
  name: "StatusActor",
  description: "Who or what changed a status: a person, the flow, or a program.",
});

export const ACTORS = ["AGENT", "FLOW", "API"] as const;
export type ActorWord = (typeof ACTORS)[number];
