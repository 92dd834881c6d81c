// What the canvas draws, kept in step with the flow; and what hands have chosen on it, told to the editor.
import type { Edge, Node } from "@xyflow/svelte";
import { untrack } from "svelte";
import { drawnEdges, drawnNodes, keeping } from "./drawn.ts";
import type { FlowEditor } from "./editor.svelte.ts";

type Words = Parameters<typeof drawnNodes>[1];

const chosenIn = (all: readonly Node[]) => all.flatMap(({ id, selected }) => (selected ? [id] : []));

export class Drawing {
  nodes = $state.raw<Node[]>([]);
  edges = $state.raw<Edge[]>([]);
  /** What the canvas was last told to draw as chosen: whatever else it shows, a hand has chosen there. */
  #drawnAsChosen = "";

  /** Must be made while a component is being set up. */
  constructor(editor: FlowEditor, words: () => Words) {
    $effect(() => {
      const ids = chosenIn(this.nodes);
      untrack(() => {
        if (ids.join(" ") === this.#drawnAsChosen) return;
        this.#drawnAsChosen = ids.join(" ");
        editor.choose(ids);
      });
    });
    $effect(() => {
      const drawn = drawnNodes(editor, words());
      untrack(() => {
        this.#drawnAsChosen = chosenIn(drawn).join(" ");
        this.nodes = keeping(this.nodes, drawn);
      });
    });
    $effect(() => {
      const drawn = drawnEdges(editor, words());
      untrack(() => {
        this.edges = keeping(this.edges, drawn);
      });
    });
  }

  /** Where the canvas shows each step. */
  get places() {
    return this.nodes.map(({ id, position }) => [id, position] as const);
  }
}
