// A flow as a graph: where one can come to from the start, and where one would go round for ever.
import { type FlowDefinition, type FlowNode, edgesOf, nodeOf } from "./flow.definition.js";

/** What is reached from the start; null when there is no start. */
export function reachedFrom(definition: FlowDefinition): ReadonlySet<string> | null {
  if (!nodeOf(definition, definition.start)) return null;
  const reached = new Set([definition.start]);
  for (const id of reached)
    for (const { next } of edgesOf(definition.nodes[id] as FlowNode))
      if (next !== null && nodeOf(definition, next)) reached.add(next);
  return reached;
}

const WAITS = new Set<FlowNode["kind"]>(["options", "form", "delay"]);

/** Nodes on a way that leads back to them without a wait, each with the field that the way goes by. */
export function loopsOf(definition: FlowDefinition): ReadonlyMap<string, string> {
  const after = new Map<string, { field: string; next: string }[]>();
  for (const [id, node] of Object.entries(definition.nodes)) {
    if (WAITS.has(node.kind)) continue;
    const onwards = edgesOf(node).flatMap(({ field, next }) => {
      const target = nodeOf(definition, next);
      return next !== null && target && !WAITS.has(target.kind) ? [{ field, next }] : [];
    });
    after.set(id, onwards);
  }
  const component = componentsOf(new Map([...after].map(([id, ways]) => [id, ways.map(({ next }) => next)])));
  const loops = new Map<string, string>();
  for (const [id, ways] of after) {
    const back = ways.find(({ next }) => next === id || component.get(next) === component.get(id));
    if (back) loops.set(id, back.field);
  }
  return loops;
}

/** Strongly connected components: two nodes have the same number when each leads to the other (Tarjan, without recursion). */
function componentsOf(after: ReadonlyMap<string, readonly string[]>): Map<string, number> {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const component = new Map<string, number>();
  const path: string[] = [];
  let count = 0;
  for (const root of after.keys()) {
    if (order.has(root)) continue;
    const calls: { id: string; place: number }[] = [];
    const enter = (id: string) => {
      order.set(id, order.size);
      low.set(id, order.size - 1);
      path.push(id);
      calls.push({ id, place: 0 });
    };
    enter(root);
    for (let call = calls.at(-1); call; call = calls.at(-1)) {
      const { id } = call;
      const next = after.get(id)?.[call.place++];
      if (next !== undefined) {
        if (!order.has(next)) enter(next);
        else if (!component.has(next)) low.set(id, Math.min(low.get(id) ?? 0, order.get(next) ?? 0));
        continue;
      }
      calls.pop();
      const caller = calls.at(-1);
      if (caller) low.set(caller.id, Math.min(low.get(caller.id) ?? 0, low.get(id) ?? 0));
      if (low.get(id) !== order.get(id)) continue;
      for (let member = path.pop(); member !== undefined; member = path.pop()) {
        component.set(member, count);
        if (member === id) break;
      }
      count++;
    }
  }
  return component;
}
