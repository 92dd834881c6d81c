// A flow is a graph of nodes by id, run from `start`. Kinds to come (condition, delay) are added to this union.
import type { Form } from "../forms/index.js";
import type { StatusWord } from "../visitors/index.js";

export type FlowNode =
  | { kind: "message"; text: string; next: string | null }
  | { kind: "options"; text: string; options: { label: string; next: string | null }[] }
  | { kind: "form"; text: string | null; form: Form; next: string | null }
  | { kind: "notification"; status: StatusWord | null; alert: boolean; next: string | null }
  | { kind: "handoff"; text: string | null }
  | { kind: "end" };

export interface FlowDefinition {
  start: string;
  nodes: Record<string, FlowNode>;
}
