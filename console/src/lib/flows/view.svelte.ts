// What of the canvas is seen: where it begins, and what comes into sight when somebody asks for it.
import { useSvelteFlow } from "@xyflow/svelte";
import { tick } from "svelte";
import { MediaQuery } from "svelte/reactivity";
import type { Point } from "./definition.ts";
import type { FlowEditor } from "./editor.svelte.ts";
import { nodeWidth } from "./layout.ts";

/** Below this nobody can read what the steps say. */
const legible = 0.72;

/** Must be made while a component inside the canvas's provider is being set up. */
export class CanvasView {
  box = $state<HTMLElement>();
  width = $state(0);
  readonly #view = useSvelteFlow();
  readonly #editor: FlowEditor;
  readonly #still = new MediaQuery("(prefers-reduced-motion: reduce)");
  readonly isNarrow: boolean = $derived(this.width < 480);
  /** The palette stands over the canvas at its start. */
  readonly #left: number = $derived(this.width >= 900 ? 212 : this.isNarrow ? 20 : 72);

  constructor(editor: FlowEditor) {
    this.#editor = editor;
    editor.heightOf = (id) => this.#view.getInternalNode(id)?.measured.height;
    editor.middle = () => {
      const { left, top, width, height } = this.box?.getBoundingClientRect() ?? new DOMRect();
      return this.at({ x: left + width / 2, y: top + height / 2 });
    };
  }

  /** A place on the canvas, of one on the screen. */
  at(screen: Point): Point {
    return this.#view.screenToFlowPosition(screen);
  }

  #glide() {
    return { duration: this.#still.current ? 0 : 160 };
  }

  async fit(glides = true): Promise<void> {
    await this.#view.fitView({
      padding: { top: "40px", right: "28px", bottom: "56px", left: `${this.#left}px` },
      minZoom: 0.2,
      maxZoom: 1,
      ...(glides ? this.#glide() : {}),
    });
  }

  /** Everything, if it can be read then; else where the flow begins. */
  async begin(): Promise<void> {
    await this.fit(false);
    const { flow, heightOf } = this.#editor;
    const at = flow.nodes[flow.start]?.at;
    if (!this.box || !at || this.#view.getZoom() >= legible) return;
    const zoom = this.isNarrow ? legible : 0.85;
    const middle = at.y + (heightOf(flow.start) ?? 100) / 2;
    const y = this.box.clientHeight * 0.45 - middle * zoom;
    await this.#view.setViewport({ x: this.#left + 8 - at.x * zoom, y, zoom });
  }

  /** Moves the view no further than it takes to see the node whole. */
  reveal(id: string): void {
    const at = this.#editor.node(id)?.at;
    if (!at || !this.box) return;
    const { x, y, zoom } = this.#view.getViewport();
    const height = this.#editor.heightOf(id) ?? 120;
    const room = this.box.clientWidth - coveredOf(this.box);
    const dx = shift(at.x * zoom + x, nodeWidth * zoom, room, this.#left);
    const dy = shift(at.y * zoom + y, height * zoom, this.box.clientHeight, 28);
    if (dx || dy) void this.#view.setViewport({ x: x + dx, y: y + dy, zoom }, this.#glide());
  }

  async focus(id: string): Promise<void> {
    await tick();
    this.box?.querySelector<HTMLElement>(`[data-id="${id}"]`)?.focus({ preventScroll: true });
  }
}

/** How much of the canvas stands under drawers at its end: nothing where they have columns of their own, or cover all of it. */
function coveredOf(canvas: HTMLElement): number {
  const { right, width } = canvas.getBoundingClientRect();
  const drawers = [...document.querySelectorAll("[data-drawer]")].map((one) => one.getBoundingClientRect());
  const covered = Math.max(0, ...drawers.map((drawer) => (drawer.right < right ? 0 : right - drawer.left)));
  return covered < width ? covered : 0;
}

/** How far something has to move to be inside; what is too large shows its beginning. */
function shift(start: number, size: number, room: number, margin: number): number {
  if (start < margin) return margin - start;
  return Math.min(0, Math.max(margin - start, room - 20 - (start + size)));
}
