// The flow under somebody's hands: what is on the canvas, what is chosen, and the way back. It knows nothing of servers: whoever
// keeps the draft follows `flow`.
import { createContext } from "svelte";
import { blankNode, type BlankWords } from "./blank.ts";
import {
  limits,
  type FlowDefinition,
  type FlowNode,
  type Kind,
  type Next,
  type Point,
} from "./definition.ts";
import * as graph from "./graph.ts";
import { History } from "./history.ts";
import { columnGap, freePlace, layout, nodeWidth, place } from "./layout.ts";

export interface Problem {
  code: string;
  nodeId: string | null;
  field: string;
}

/** What the drawer at the side shows. */
export type Drawer = "node" | "problems" | "versions" | null;

export class FlowEditor {
  #history: History<FlowDefinition>;
  flow = $state.raw<FlowDefinition>({ start: "", nodes: {} });
  canUndo = $state(false);
  canRedo = $state(false);
  chosen = $state.raw<readonly string[]>([]);
  drawer = $state<Drawer>(null);
  /** What the server's check found in the last draft that it got. */
  problems = $state.raw<readonly Problem[]>([]);
  /** Grows when the view is to show everything, since what is drawn has nothing to do with what was. */
  fits = $state(0);
  /** A node that is to come into view and be focused: because somebody asked for it elsewhere. */
  wanted = $state.raw<{ id: string; focus: boolean } | null>(null);
  /** Somebody wants to write in the form of the chosen node, which takes this back when it has the focus. */
  editing = $state(false);
  /** Where the canvas's middle is, and how high its nodes are drawn: told by the canvas. */
  middle: () => Point = () => ({ x: 0, y: 0 });
  heightOf: (id: string) => number | undefined = () => undefined;
  readonly order: readonly string[] = $derived(graph.order(this.flow));
  readonly isFull: boolean = $derived(this.order.length >= limits.nodes);
  readonly #problemsOf: ReadonlyMap<string, readonly Problem[]> = $derived(
    Map.groupBy(this.problems, ({ nodeId }) => nodeId ?? ""),
  );

  /** Nobody has placed its nodes yet: they are placed once more when it is known how high they are. */
  #isUnplaced: boolean;

  constructor(flow: FlowDefinition) {
    const placed = place(flow);
    this.#isUnplaced = Object.values(flow.nodes).every(({ at }) => !at);
    this.#history = new History(placed);
    this.flow = placed;
  }

  /** The one node that is chosen; null for none and for several. */
  get open(): string | null {
    const [id, ...others] = this.chosen;
    return id !== undefined && others.length === 0 && this.flow.nodes[id] ? id : null;
  }

  node(id: string): FlowNode | undefined {
    return this.flow.nodes[id];
  }

  problemsOf(id: string): readonly Problem[] {
    return this.#problemsOf.get(id) ?? [];
  }

  /** The one door for changes. `key`: what is being changed, so that a burst is one step back. */
  change(flow: FlowDefinition, key: string | null = null): void {
    this.#history.push(flow, key, Date.now());
    this.#show();
  }

  undo(): void {
    this.#history.undo();
    this.#show();
  }

  redo(): void {
    this.#history.redo();
    this.#show();
  }

  #show(): void {
    this.flow = this.#history.present;
    this.canUndo = this.#history.canUndo;
    this.canRedo = this.#history.canRedo;
    const there = this.chosen.filter((id) => this.flow.nodes[id]);
    if (there.length !== this.chosen.length) this.choose(there);
  }

  /** Something else takes the canvas whole; undo brings back what was. */
  replace(flow: FlowDefinition): void {
    this.change(place(flow));
    this.choose([]);
    this.fits++;
  }

  choose(ids: readonly string[]): void {
    this.chosen = ids;
    if (ids.length > 0) this.drawer = "node";
    else if (this.drawer === "node") this.drawer = null;
  }

  /** Shows a node that somebody asked for elsewhere: in a list of problems, in another node's form. */
  show(id: string, focus = true): void {
    if (!this.flow.nodes[id]) return;
    this.choose([id]);
    this.wanted = { id, focus };
  }

  /** Opens a node's form and goes there. */
  edit(id: string): void {
    this.choose([id]);
    this.wanted = { id, focus: false };
    this.editing = true;
  }

  setNode(id: string, node: FlowNode, key: string | null = null): void {
    this.change(graph.withNode(this.flow, id, node), key && `${id} ${key}`);
  }

  connect(source: graph.Source, next: Next): void {
    if (this.flow.nodes[source.node]) this.change(graph.connect(this.flow, source, next));
  }

  nextOf({ node: id, output }: graph.Source): Next {
    const node = this.flow.nodes[id];
    return (node && graph.outputsOf(node).find((each) => each.id === output)?.next) ?? null;
  }

  /** The output of the chosen node that a new one would follow: the first that leads nowhere yet. */
  get openEnd(): graph.Source | null {
    const id = this.open;
    const node = id === null ? undefined : this.flow.nodes[id];
    const output = node && graph.outputsOf(node).find(({ next }) => next === null);
    return id !== null && output ? { node: id, output: output.id } : null;
  }

  /** Adds a node where it was dropped, or behind `from`, or in the middle of what is seen. */
  add(
    kind: Kind,
    words: BlankWords,
    { at, from = null }: { at?: Point; from?: graph.Source | null } = {},
  ): string | null {
    if (this.isFull) return null;
    const before = from && this.flow.nodes[from.node]?.at;
    const middle = this.middle();
    const wish = before
      ? { x: before.x + nodeWidth + columnGap, y: before.y }
      : { x: middle.x - nodeWidth / 2, y: middle.y - 60 };
    const { flow, id } = graph.add(this.flow, blankNode(kind, at ?? freePlace(this.flow, wish), words), from);
    this.change(flow);
    return id;
  }

  remove(ids: readonly string[]): void {
    if (ids.length > 0) this.change(graph.remove(this.flow, ids));
  }

  duplicate(ids: readonly string[]): void {
    const room = limits.nodes - this.order.length;
    const { flow, ids: copies } = graph.duplicate(this.flow, ids.slice(0, Math.max(0, room)));
    if (copies.length === 0) return;
    this.change(flow);
    this.choose(copies);
    const [first] = copies;
    if (first !== undefined) this.wanted = { id: first, focus: true };
  }

  move(places: ReadonlyMap<string, Point>, key: string | null = null): void {
    this.change(graph.move(this.flow, places), key);
  }

  setStart(id: string): void {
    if (this.flow.start !== id) this.change({ ...this.flow, start: id });
  }

  /** Told by the canvas when everything has been drawn: a flow that nobody has touched is placed by its true heights. */
  settle(): FlowDefinition | null {
    if (!this.#isUnplaced || this.#history.canUndo) return null;
    this.#isUnplaced = false;
    this.#history.amend(graph.move(this.flow, layout(this.flow, this.heightOf)));
    this.#show();
    return this.flow;
  }

  arrange(): void {
    this.change(graph.move(this.flow, layout(this.flow, this.heightOf)));
    this.fits++;
  }
}

export const [useEditor, provideEditor] = createContext<FlowEditor>();
