// The flow in the canvas's own terms: a node a step, a line a way on.
import type { Edge, Node } from "@xyflow/svelte";
import type { FlowWords } from "../words/flow.en.ts";
import type { FlowEditor } from "./editor.svelte.ts";
import { outputsOf } from "./graph.ts";
import { titleOf } from "./kinds.ts";

export function drawnNodes(editor: FlowEditor, t: FlowWords): Node[] {
  const chosen = new Set(editor.chosen);
  const domAttributes = { "aria-roledescription": t.form.panel };
  return editor.order.flatMap((id) => {
    const node = editor.node(id);
    if (!node) return [];
    const count = editor.problemsOf(id).length;
    const name = t.node.name(t.kinds[node.kind], titleOf(node, t));
    return [
      {
        id,
        type: "step",
        position: node.at ?? { x: 0, y: 0 },
        data: {},
        ariaLabel: count > 0 ? `${name}. ${t.node.problems(count)}` : name,
        domAttributes,
        selected: chosen.has(id),
      },
    ];
  });
}

/** Lines that lead nowhere, or to what is not there, are not drawn: the check says so on their step. */
export function drawnEdges(editor: FlowEditor, t: FlowWords): Edge[] {
  const chosen = new Set(editor.chosen);
  return editor.order.flatMap((source) => {
    const node = editor.node(source);
    return (node ? outputsOf(node) : []).flatMap(({ id: output, next }) => {
      const to = next === null ? undefined : editor.node(next);
      if (!node || !to || next === null) return [];
      return [
        {
          id: `${source} ${output}`,
          source,
          sourceHandle: output,
          target: next,
          ariaLabel: t.node.edge(titleOf(node, t), titleOf(to, t)),
          class: chosen.has(source) || chosen.has(next) ? "near" : "",
        },
      ];
    });
  });
}

/** What is drawn anew, with what the canvas itself knows of those that were there. */
export function keeping<Part extends { id: string }>(before: readonly Part[], now: readonly Part[]): Part[] {
  const known = new Map(before.map((part) => [part.id, part]));
  return now.map((part) => ({ ...known.get(part.id), ...part }));
}
