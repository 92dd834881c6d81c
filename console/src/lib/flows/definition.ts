// A flow as the server keeps it: a graph of nodes by id, run from `start`. Checked by the server alone, which knows best.

/** The id of the node that follows; null: nothing does, and the flow falls silent there. */
export type Next = string | null;

export type FieldType = "text" | "email" | "phone" | "number" | "select" | "textarea" | "consent";

export interface FormField {
  name: string;
  label: string;
  type: FieldType;
  required: boolean;
  /** What can be chosen, where the type is select. */
  options?: string[] | null;
}

export interface Option {
  label: string;
  next: Next;
}

export type Test = "EQUALS" | "CONTAINS" | "FILLED";

export type Rule =
  | { on: "parameter"; key: string; is: Test; value?: string }
  | { on: "option"; node: string; index: number }
  | { on: "form"; field: string; is: Test; value?: string }
  | { on: "hours" };

export type Status = "NEW" | "PROSPECT" | "CUSTOMER" | "CLOSED" | "ARCHIVED";

export interface Point {
  x: number;
  y: number;
}

/** Where a node stands on the canvas, and the name that people gave it. Whoever runs the flow reads neither. */
interface Placed {
  at?: Point;
  label?: string;
}

export type FlowNode = Placed &
  (
    | { kind: "message"; text: string; next: Next }
    | { kind: "options"; text: string; options: Option[] }
    | { kind: "form"; text: string | null; form: { name: string; fields: FormField[] }; next: Next }
    | { kind: "condition"; when: Rule; then: Next; otherwise: Next }
    | { kind: "delay"; seconds: number; next: Next }
    | { kind: "notification"; status: Status | null; alert: boolean; next: Next }
    | { kind: "handoff"; text: string | null; away: string | null }
    | { kind: "close"; text: string | null }
    | { kind: "end" }
  );

export type Kind = FlowNode["kind"];
export type NodeOf<K extends Kind> = Extract<FlowNode, { kind: K }>;

/** In the order in which they are offered. */
export const kinds = [
  "message",
  "options",
  "form",
  "condition",
  "delay",
  "notification",
  "handoff",
  "close",
  "end",
] as const satisfies readonly Kind[];

export interface FlowDefinition {
  start: string;
  nodes: Record<string, FlowNode>;
}

/** What the server takes: longer texts and more nodes are refused. */
export const limits = {
  nodes: 200,
  text: 4_000,
  label: 80,
  options: 10,
  option: 200,
  fields: 20,
  seconds: 86_400,
} as const;
