// What can be done to a flow, as functions of it: each answers with another flow and leaves the one it got as it was.
import type { FlowDefinition, FlowNode, Kind, Next, Point } from "./definition.ts";

/** One way on from a node: its `next`, the branches of a condition, each option. */
export interface Output {
  /** As the server names it in a problem, without `.next`: next, then, otherwise, options.0 … */
  id: string;
  next: Next;
}

/** An output of a certain node. */
export interface Source {
  node: string;
  output: string;
}

export function outputsOf(node: FlowNode): Output[] {
  switch (node.kind) {
    case "options":
      return node.options.map(({ next }, index) => ({ id: `options.${index}`, next }));
    case "condition":
      return [
        { id: "then", next: node.then },
        { id: "otherwise", next: node.otherwise },
      ];
    case "handoff":
    case "close":
    case "end":
      return [];
    default:
      return [{ id: "next", next: node.next }];
  }
}

function withOutput(node: FlowNode, output: string, next: Next): FlowNode {
  if (node.kind === "options") {
    const options = node.options.map((option, index) =>
      output === `options.${index}` ? { ...option, next } : option,
    );
    return { ...node, options };
  }
  if (!outputsOf(node).some(({ id }) => id === output)) return node;
  return { ...node, [output]: next } as FlowNode;
}

export function withNode(flow: FlowDefinition, id: string, node: FlowNode): FlowDefinition {
  return { ...flow, nodes: { ...flow.nodes, [id]: node } };
}

export function connect(flow: FlowDefinition, { node: id, output }: Source, next: Next): FlowDefinition {
  const node = flow.nodes[id];
  return node ? withNode(flow, id, withOutput(node, output, next)) : flow;
}

/** An id that nobody has: the kind and a number, so that a problem named by it can be found by eye. */
function freeId(flow: FlowDefinition, kind: Kind): string {
  for (let n = 1; ; n++) if (!flow.nodes[`${kind}-${n}`]) return `${kind}-${n}`;
}

/** Adds a node, which the first one's flow starts at, behind `from` if there is one. */
export function add(
  flow: FlowDefinition,
  node: FlowNode,
  from: Source | null = null,
): { flow: FlowDefinition; id: string } {
  const id = freeId(flow, node.kind);
  const start = flow.nodes[flow.start] ? flow.start : id;
  const added = withNode({ ...flow, start }, id, node);
  return { flow: from ? connect(added, from, id) : added, id };
}

/** Where whoever came to a node goes on when it is taken away: where its only way on leads, else nowhere. */
function heir(flow: FlowDefinition, id: string, gone: ReadonlySet<string>): Next {
  const passed = new Set<string>();
  for (let at: Next = id; at !== null && !passed.has(at);) {
    if (!gone.has(at)) return at;
    passed.add(at);
    const node: FlowNode | undefined = flow.nodes[at];
    const outputs: Output[] = node ? outputsOf(node) : [];
    at = outputs.length === 1 ? (outputs[0]?.next ?? null) : null;
  }
  return null;
}

/** Takes nodes away; what stood before and behind one that had a single way on is joined. */
export function remove(flow: FlowDefinition, ids: readonly string[]): FlowDefinition {
  const gone = new Set(ids);
  const nodes: Record<string, FlowNode> = {};
  for (const [id, node] of Object.entries(flow.nodes)) {
    if (gone.has(id)) continue;
    nodes[id] = outputsOf(node).reduce(
      (changed, { id: output, next }) =>
        next !== null && gone.has(next) ? withOutput(changed, output, heir(flow, next, gone)) : changed,
      node,
    );
  }
  const start = gone.has(flow.start)
    ? (heir(flow, flow.start, gone) ?? Object.keys(nodes)[0] ?? "")
    : flow.start;
  return { start, nodes };
}

/** Copies nodes, a little aside; ways between them lead to the copies, others to where they led. */
export function duplicate(
  flow: FlowDefinition,
  ids: readonly string[],
): { flow: FlowDefinition; ids: string[] } {
  const copies = new Map<string, string>();
  let copied = flow;
  for (const id of ids) {
    const node = flow.nodes[id];
    if (!node) continue;
    const { x, y } = node.at ?? { x: 0, y: 0 };
    const made = add(copied, { ...node, at: { x: x + 40, y: y + 40 } });
    copied = made.flow;
    copies.set(id, made.id);
  }
  for (const copy of copies.values())
    for (const { id: output, next } of outputsOf(copied.nodes[copy] as FlowNode))
      if (next !== null && copies.has(next))
        copied = connect(copied, { node: copy, output }, copies.get(next) ?? null);
  return { flow: copied, ids: [...copies.values()] };
}

export function move(flow: FlowDefinition, places: ReadonlyMap<string, Point>): FlowDefinition {
  let moved = flow;
  for (const [id, { x, y }] of places) {
    const node = moved.nodes[id];
    if (node && (node.at?.x !== x || node.at.y !== y)) moved = withNode(moved, id, { ...node, at: { x, y } });
  }
  return moved;
}

/** Ids as a visitor comes by them, first branches first; what cannot be reached stands at the end. */
export function order(flow: FlowDefinition): string[] {
  const seen = new Set<string>();
  const visit = (id: Next) => {
    const node = id === null ? undefined : flow.nodes[id];
    if (id === null || !node || seen.has(id)) return;
    seen.add(id);
    for (const { next } of outputsOf(node)) visit(next);
  };
  visit(flow.start);
  for (const id of Object.keys(flow.nodes)) visit(id);
  return [...seen];
}

/** One text for one meaning: keys in order, and what is absent is as good as null. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([, each]) => each !== null && each !== undefined);
  return Object.fromEntries(
    kept.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, canonical(each)]),
  );
}

/** What a node says and does, without where it stands. */
const meaning = (node: FlowNode): string => JSON.stringify(canonical({ ...node, at: null }));

/** Whether two are the same to the last place on the canvas. */
export const isIdentical = (one: FlowDefinition, other: FlowDefinition): boolean =>
  JSON.stringify(canonical(one)) === JSON.stringify(canonical(other));

export interface Difference {
  added: string[];
  changed: string[];
  removed: string[];
  /** The flow begins elsewhere. */
  start: boolean;
}

/** What has become of a flow. Moving nodes about on the canvas is no difference. */
export function compare(before: FlowDefinition, after: FlowDefinition): Difference {
  const ids = order(after);
  return {
    added: ids.filter((id) => !before.nodes[id]),
    changed: ids.filter((id) => {
      const [old, now] = [before.nodes[id], after.nodes[id]];
      return old && now && meaning(old) !== meaning(now);
    }),
    removed: order(before).filter((id) => !after.nodes[id]),
    start: before.start !== after.start,
  };
}

export const isSame = ({ added, changed, removed, start }: Difference): boolean =>
  added.length + changed.length + removed.length === 0 && !start;
