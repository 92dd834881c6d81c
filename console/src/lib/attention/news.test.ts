import { expect, it } from "vitest";
import { en } from "../words/en.ts";
import { es } from "../words/es.ts";
import { wordNews } from "./news.ts";

const nameless = { name: null, number: 12 };
const text = (words: string) => ({ kind: "TEXT" as const, text: words });

it("says who has come, and from where", () => {
  expect(wordNews("visitor", nameless, "Cali, Colombia", null, es)).toEqual({
    title: "Visitante #12 ha abierto el chat",
    body: "Cali, Colombia",
  });
});

it("says who waits, with the last words in one line of a sane length", () => {
  const named = { name: "María Gómez", number: 12 };
  expect(wordNews("message", named, "", text("Hola,\n\n  ¿hay <b>alguien</b>?"), es)).toEqual({
    title: "María Gómez",
    body: "Hola, ¿hay <b>alguien</b>?",
  });
  const long = wordNews("message", named, "", text("👋".repeat(4_000)), en).body;
  expect([...long]).toHaveLength(140);
  expect(long.endsWith("👋…")).toBe(true);
});

it("says something also where the words are not known", () => {
  expect(wordNews("message", nameless, "", null, en)).toEqual({
    title: "Visitor #12",
    body: "Waits for an answer",
  });
  expect(wordNews("message", nameless, "", { kind: "FORM_SUBMITTED", text: null }, en).body).toBe(
    "Sent a form",
  );
});
