// A flow is a graph of nodes by id, run from `start`. What comes from outside becomes one in flow.shape.ts; whether it makes
// sense is asked in flow.check.ts.
import type { Form } from "../forms/index.js";
import type { StatusWord } from "../visitors/index.js";

/** The id of the node that follows; null: none, and the flow falls silent there. */
export type Next = string | null;

export const TESTS = ["EQUALS", "CONTAINS", "FILLED"] as const;
/** Blind to case and accents; FILLED looks at no value. */
export type Test = (typeof TESTS)[number];

export type Rule =
  | { on: "parameter"; key: string; is: Test; value?: string }
  /** The latest choice at that node in this conversation. */
  | { on: "option"; node: string; index: number }
  /** The latest answer to a field of that name in this conversation. */
  | { on: "form"; field: string; is: Test; value?: string }
  /** Whether the project is open. */
  | { on: "hours" };

/** Where the node stands on the editor's canvas, and what its author calls it. Running it needs neither. */
interface Placed {
  at?: { x: number; y: number };
  label?: string;
}

export type FlowNode = Placed &
  (
    | { kind: "message"; text: string; next: Next }
    | { kind: "options"; text: string; options: { label: string; next: Next }[] }
    | { kind: "form"; text: string | null; form: Form; next: Next }
    | { kind: "condition"; when: Rule; then: Next; otherwise: Next }
    | { kind: "delay"; seconds: number; next: Next }
    | { kind: "notification"; status: StatusWord | null; alert: boolean; next: Next }
    /** `away` is said in place of `text` while the project is closed. */
    | { kind: "handoff"; text: string | null; away?: string | null }
    | { kind: "close"; text: string | null }
    | { kind: "end" }
  );

export type NodeKind = FlowNode["kind"];

export interface FlowDefinition {
  start: string;
  nodes: Record<string, FlowNode>;
}

/** What lies under an id, and nothing that every object has. */
export const nodeOf = ({ nodes }: FlowDefinition, id: Next): FlowNode | null =>
  id !== null && Object.hasOwn(nodes, id) ? (nodes[id] as FlowNode) : null;

/** Every way on from a node, and the field that says it. */
export function edgesOf(node: FlowNode): { field: string; next: Next }[] {
  if (node.kind === "options")
    return node.options.map(({ next }, index) => ({ field: `options.${index}.next`, next }));
  if (node.kind === "condition")
    return [
      { field: "then", next: node.then },
      { field: "otherwise", next: node.otherwise },
    ];
  return "next" in node ? [{ field: "next", next: node.next }] : [];
}
