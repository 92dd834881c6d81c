/** A visitor's or an agent's words on the screen: text nodes, and links only to the web. */
import { el } from "./dom";
import { pieces } from "./links";

export function richText(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  for (const { text: words, href } of pieces(text)) {
    fragment.append(
      href === undefined
        ? words
        : el("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, words),
    );
  }
  return fragment;
}
