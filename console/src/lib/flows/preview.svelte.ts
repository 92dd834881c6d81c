// The preview: which draft the real widget runs just now, and whether that is still the one on the canvas.
import { untrack } from "svelte";
import type { Problem } from "../api/errors.ts";
import { mutate } from "../api/mutate.ts";
import type { FlowDefinition } from "./definition.ts";
import type { FlowEditor } from "./editor.svelte.ts";
import { PreviewFlowDocument } from "./generated.ts";
import { compare, isSame } from "./graph.ts";

export class FlowPreview {
  /** The key that the widget runs under; null: it has not begun. */
  key = $state<string | null>(null);
  busy = $state(false);
  problem = $state.raw<Problem | null>(null);
  #running = $state.raw<FlowDefinition | null>(null);
  readonly #editor: FlowEditor;
  readonly #projectId: string;
  /** Whether the canvas says something else by now. */
  readonly isStale: boolean = $derived.by(
    () => this.#running !== null && !isSame(compare(this.#running, this.#editor.flow)),
  );

  constructor(projectId: string, editor: FlowEditor) {
    this.#projectId = projectId;
    this.#editor = editor;
    untrack(() => void this.begin());
  }

  /** From the start, with the flow as it is on the canvas. */
  async begin(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    const { flow } = this.#editor;
    const outcome = await mutate(PreviewFlowDocument, {
      projectId: this.#projectId,
      definition: { ...flow },
    });
    this.busy = false;
    this.problem = outcome.ok ? null : outcome.problem;
    if (!outcome.ok) return;
    this.key = outcome.data.previewFlow.key;
    this.#running = flow;
  }
}
