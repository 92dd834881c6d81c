// How each kind of node is shown: its icon and colours, and a node's name in a few words.
import Bell from "@lucide/svelte/icons/bell";
import CircleDot from "@lucide/svelte/icons/circle-dot";
import CircleX from "@lucide/svelte/icons/circle-x";
import ClipboardList from "@lucide/svelte/icons/clipboard-list";
import Headset from "@lucide/svelte/icons/headset";
import ListChecks from "@lucide/svelte/icons/list-checks";
import MessageSquareText from "@lucide/svelte/icons/message-square-text";
import Split from "@lucide/svelte/icons/split";
import Timer from "@lucide/svelte/icons/timer";
import type { FlowWords } from "../words/flow.en.ts";
import type { FlowNode, Kind } from "./definition.ts";

export const icons = {
  message: MessageSquareText,
  options: ListChecks,
  form: ClipboardList,
  condition: Split,
  delay: Timer,
  notification: Bell,
  handoff: Headset,
  close: CircleX,
  end: CircleDot,
} satisfies Record<Kind, unknown>;

const longest = 60;

/** What a node is called where there is room for a few words: its name, else the beginning of what it says, else its kind. */
export function titleOf(node: FlowNode, t: FlowWords): string {
  const said = "text" in node ? node.text?.trim().replaceAll(/\s+/g, " ") : "";
  const text = node.label?.trim() || said || (node.kind === "form" ? node.form.name.trim() : "");
  if (!text) return t.kinds[node.kind];
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
