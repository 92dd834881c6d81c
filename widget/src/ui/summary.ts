/** What the visitor answered to a form, quietly. */
import { attr, el } from "./dom";
import type { Part, RowOf, Scene } from "./part";
import { clock } from "./time";

export function summary({ message }: RowOf<"summary">, { chat, speech }: Scene): Part<RowOf<"summary">> {
  const { words } = speech;
  const asked = chat.state.messages.find((one) => one.id === message.replyTo)?.form;
  const isConsent = (name: string) =>
    asked?.fields.some((field) => field.name === name && field.type === "consent");
  const shown = (name: string, value: string) =>
    isConsent(name) ? (value === "true" ? words.consentYes : words.consentNo) : value;
  const answers = (message.fields ?? [])
    .filter(({ value }) => value !== "")
    .flatMap(({ name, label, value }) => [el("dt", {}, label), el("dd", {}, shown(name, value))]);
  const title = message.form?.name ?? asked?.name;
  const card = el("div", { class: "summary" }, title && el("b", {}, title), el("dl", {}, ...answers));
  const node = el("div", {}, card, el("div", { class: "meta" }, clock(message.createdAt, speech)));
  return { node, update: ({ lead }) => attr(node, "class", lead ? "item mine lead" : "item mine") };
}
