// Places nodes by themselves: in columns from the start to the right, each node beside what leads to it, none over another.
import type { FlowDefinition, FlowNode, Next, Point } from "./definition.ts";
import { order, outputsOf } from "./graph.ts";

export const nodeWidth = 248;
export const columnGap = 80;
const rowGap = 28;
/** Places stand on the canvas's grid. */
const grid = 4;

/** Roughly how high a node is drawn, for one that has not been drawn yet. */
export function guessHeight(node: FlowNode): number {
  const rows = node.kind === "options" ? node.options.length : node.kind === "condition" ? 2 : 0;
  const text = "text" in node && node.text ? Math.min(3, Math.ceil(node.text.length / 32)) : 0;
  const facts = node.kind === "form" || node.kind === "condition" ? 2 : text > 0 ? 0 : 1;
  return 56 + (text + facts) * 18 + rows * 36;
}

/** The column of each node: one behind the furthest that leads to it. A way back, which closes a circle, counts for nothing. */
function columnsOf(flow: FlowDefinition, ids: readonly string[]): Map<string, number> {
  const ways = new Map<string, string[]>();
  const open = new Set<string>();
  const visit = (id: string) => {
    const ahead: string[] = [];
    ways.set(id, ahead);
    open.add(id);
    for (const { next } of outputsOf(flow.nodes[id] as FlowNode)) {
      if (next === null || !flow.nodes[next] || open.has(next)) continue;
      ahead.push(next);
      if (!ways.has(next)) visit(next);
    }
    open.delete(id);
  };
  for (const id of ids) if (!ways.has(id)) visit(id);
  const columns = new Map<string, number>();
  const behind = new Map<string, number>();
  for (const ahead of ways.values()) for (const id of ahead) behind.set(id, (behind.get(id) ?? 0) + 1);
  const ready = ids.filter((id) => !behind.get(id));
  for (let id = ready.shift(); id !== undefined; id = ready.shift()) {
    const column = columns.get(id) ?? 0;
    columns.set(id, column);
    for (const next of ways.get(id) ?? []) {
      columns.set(next, Math.max(columns.get(next) ?? 0, column + 1));
      const left = (behind.get(next) ?? 1) - 1;
      behind.set(next, left);
      if (left === 0) ready.push(next);
    }
  }
  return columns;
}

/** Room for a line that passes through a column. */
const lane = 8;

/** Where every node is to stand. `heightOf` knows how high those are that have been drawn. */
export function layout(
  flow: FlowDefinition,
  heightOf: (id: string) => number | undefined = () => undefined,
): Map<string, Point> {
  const ids = order(flow);
  const columns = columnsOf(flow, ids);
  const height = (id: string) => heightOf(id) ?? guessHeight(flow.nodes[id] as FlowNode);
  /** At which heights lines arrive at a node. */
  const wishes = new Map<string, number[]>();
  const wish = (id: string, y: number) => wishes.set(id, [...(wishes.get(id) ?? []), y]);
  const places = new Map<string, Point>();
  const last = Math.max(-1, ...columns.values());
  /** Lines that have not arrived yet. */
  let passing: { to: string; y: number }[] = [];
  for (let column = 0; column <= last; column++) {
    const here = passing.filter(({ to }) => columns.get(to) === column);
    for (const { to, y } of here) wish(to, y);
    const through = passing.filter((line) => !here.includes(line));
    const wanted: Wanted[] = ids
      .filter((id) => columns.get(id) === column)
      .map((id) => ({ key: id, middle: mean(wishes.get(id)), height: height(id) }));
    const lines = through.map(({ y }, index): Wanted => ({ key: index, middle: y, height: lane }));
    const stood = stack([...wanted, ...lines]);
    passing = through.map(({ to }, index) => ({ to, y: (stood.get(index) ?? 0) + lane / 2 }));
    for (const { key: id } of wanted) {
      if (typeof id !== "string") continue;
      const y = stood.get(id) ?? 0;
      places.set(id, { x: column * (nodeWidth + columnGap), y: Math.round(y / grid) * grid });
      const outputs = outputsOf(flow.nodes[id] as FlowNode);
      outputs.forEach(({ next }, index) => {
        if (next !== null && (columns.get(next) ?? -1) > column)
          passing.push({ to: next, y: exitAt(y, height(id), index, outputs.length) });
      });
    }
  }
  return places;
}

const mean = (values: readonly number[] = []): number | null =>
  values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null;

/** At which height an output leaves its node: options and branches one under another at its foot, a single one at its head. */
function exitAt(y: number, height: number, index: number, count: number): number {
  return count === 1 ? y + height / 2 : y + height - (count - index - 0.5) * 36;
}

interface Wanted {
  /** A node's id, or the number of a line that passes. */
  key: string | number;
  /** Where its middle would best be; null: anywhere. */
  middle: number | null;
  height: number;
}

/** One column: in the order of what was wished for, as near to it as they find room, and as a whole neither too high nor too low. */
function stack(wanted: readonly Wanted[]): Map<Wanted["key"], number> {
  const sorted = wanted.toSorted((a, b) => (a.middle ?? Infinity) - (b.middle ?? Infinity));
  let floor = -Infinity;
  const placed = sorted.map(({ key, middle, height }) => {
    const ideal = (middle ?? (floor === -Infinity ? height / 2 : floor)) - height / 2;
    const y = Math.max(ideal, floor);
    floor = y + height + rowGap;
    return { key, y, off: y - ideal, tied: middle !== null };
  });
  const tied = placed.filter((each) => each.tied);
  const shift = tied.reduce((sum, { off }) => sum + off, 0) / (tied.length || 1);
  return new Map(placed.map(({ key, y }) => [key, y - shift]));
}

/** The flow with a place for every node: all anew when none has one, else those that lack one beside what leads to them. */
export function place(flow: FlowDefinition): FlowDefinition {
  const lost = Object.keys(flow.nodes).filter((id) => !flow.nodes[id]?.at);
  if (lost.length === 0) return flow;
  const all = layout(flow);
  const isNew = lost.length === Object.keys(flow.nodes).length;
  const nodes = { ...flow.nodes };
  for (const id of lost) {
    const node = nodes[id] as FlowNode;
    const parent = Object.values(nodes).find(
      (each) => each.at && outputsOf(each).some(({ next }: { next: Next }) => next === id),
    );
    const beside =
      parent?.at && freePlace({ ...flow, nodes }, { x: parent.at.x + nodeWidth + columnGap, y: parent.at.y });
    nodes[id] = { ...node, at: (isNew ? undefined : beside) ?? all.get(id) ?? { x: 0, y: 0 } };
  }
  return { ...flow, nodes };
}

/** The flow without places: they were made for other nodes than ours, or for nobody's. */
export function unplaced(flow: FlowDefinition): FlowDefinition {
  const nodes = Object.entries(flow.nodes).map(([id, { at, ...node }]): [string, FlowNode] => {
    void at;
    return [id, node];
  });
  return { ...flow, nodes: Object.fromEntries(nodes) };
}

/** The wished place, or the next one below it where a new node covers no other. */
export function freePlace(flow: FlowDefinition, wish: Point): Point {
  const taken = Object.values(flow.nodes).flatMap((node) =>
    node.at ? [{ ...node.at, height: guessHeight(node) }] : [],
  );
  let { y } = wish;
  for (;;) {
    const hit = taken.find(
      (each) =>
        Math.abs(each.x - wish.x) < nodeWidth + rowGap / 2 &&
        y < each.y + each.height + rowGap &&
        each.y < y + 120 + rowGap,
    );
    if (!hit) return { x: Math.round(wish.x / grid) * grid, y: Math.round(y / grid) * grid };
    y = hit.y + hit.height + rowGap;
  }
}
