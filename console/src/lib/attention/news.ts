// What a notification says of a visitor: plain text, one line, of a length that a desktop shows.
import type { MessageCardFragment } from "../api/generated.ts";
import { nameOf } from "../format/name.ts";
import type { Words } from "../words/en.ts";
import type { Alarm } from "./watch.ts";

const longest = 140;

interface Subject {
  name: string | null;
  verified?: { name: string | null } | null;
  number: number;
}

type Entry = Pick<MessageCardFragment, "kind" | "text">;

export interface News {
  title: string;
  body: string;
}

/** `last`: the visitor's newest entry, where it is known. */
export function wordNews(alarm: Alarm, visitor: Subject, place: string, last: Entry | null, t: Words): News {
  const who = oneLine(nameOf(visitor)) || t.visitors.visitorNumber(visitor.number);
  if (alarm === "visitor") return { title: t.attention.came(who), body: place };
  return { title: who, body: (last && wordEntry(last, t)) || t.attention.waits };
}

function wordEntry({ kind, text }: Entry, t: Words): string {
  return kind === "FORM_SUBMITTED" ? t.attention.sentForm : oneLine(text);
}

function oneLine(text: string | null | undefined): string {
  const line = [...(text ?? "").replaceAll(/\s+/gu, " ").trim()];
  return line.length > longest ? `${line.slice(0, longest - 1).join("")}…` : line.join("");
}
