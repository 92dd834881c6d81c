/** One message of plain text, with its sender's name, its time and what became of it. */
import { attr, el, say } from "./dom";
import type { Part, RowOf, Scene } from "./part";
import { richText } from "./text";
import { clock } from "./time";

export function bubble(first: RowOf<"text">, { chat, speech }: Scene): Part<RowOf<"text">> {
  const { words } = speech;
  const name = el("div", { class: "name" });
  const who = el("span", { class: "hush" });
  const body = el("div", { class: "bubble" }, who, richText(first.text));
  const meta = el("div", { class: "meta" });
  const status = el("span");
  const id = () => current.clientId ?? "";
  const retry = el("button", { type: "button" }, words.retry);
  const discard = el("button", { type: "button" }, words.discard);
  retry.addEventListener("click", () => chat.sender.outbox.retry(id()));
  discard.addEventListener("click", () => chat.sender.outbox.remove(id()));
  meta.append(status, retry, discard);
  const node = el("div", {}, name, body, meta);
  let current = first;

  return {
    node,
    update(row) {
      current = row;
      const failed = row.delivery === "failed";
      attr(
        node,
        "class",
        ["item", row.mine && "mine", row.lead && "lead", failed && "failed"].filter(Boolean).join(" "),
      );
      const sender = row.mine ? words.you : row.bot ? words.bot : (row.name ?? words.team);
      say(name, sender);
      name.hidden = row.mine || row.bot || !row.lead;
      // Where no name stands in sight, one is said.
      say(who, name.hidden ? `${sender}: ` : "");
      meta.hidden = !row.last && row.delivery !== "failed" && row.delivery !== "sending";
      meta.classList.toggle("bad", failed);
      retry.hidden = discard.hidden = !failed;
      say(status, failed ? words.failed : row.delivery === "sending" ? words.sending : timed(row));
    },
  };

  function timed(row: RowOf<"text">): string {
    const time = clock(row.at, speech);
    return row.delivery === "seen"
      ? `${time} · ${words.seen}`
      : row.delivery === "sent"
        ? `${time} · ${words.sent}`
        : time;
  }
}
