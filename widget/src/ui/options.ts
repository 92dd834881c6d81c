/** A question with answers to press. Once one is chosen they stay, quiet, with the choice marked. */
import { attr, el } from "./dom";
import { icon } from "./icon";
import { CHECK } from "./icons";
import type { Part, RowOf, Scene } from "./part";
import { richText } from "./text";

export function optionButtons(first: RowOf<"options">, { chat, speech }: Scene): Part<RowOf<"options">> {
  const { message } = first;
  const group = el("div", {
    class: "options",
    role: "group",
    "aria-label": message.text || speech.words.choose,
  });
  const buttons = (message.options ?? []).map((label, index) => {
    const button = el("button", { type: "button", class: "option" }, label);
    button.addEventListener("click", () => chat.sender.choose(message.id, index));
    group.append(button);
    return button;
  });
  const node = el("div", {}, message.text && el("div", { class: "bubble" }, richText(message.text)), group);

  return {
    node,
    update({ chosen, lead }) {
      attr(node, "class", lead ? "item lead" : "item");
      buttons.forEach((button, index) => {
        const picked = chosen === index;
        button.disabled = chosen !== null;
        button.classList.toggle("chosen", picked);
        attr(button, "aria-pressed", chosen === null ? null : String(picked));
        if (picked && !button.querySelector("svg")) button.append(icon(CHECK));
        if (!picked) button.querySelector("svg")?.remove();
      });
    },
  };
}
