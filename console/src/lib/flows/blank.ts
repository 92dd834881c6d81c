// A new node of each kind, with what nearly everybody would fill in.
import type { FlowNode, Kind, Point } from "./definition.ts";

/** The words that visitors will read, in the language of whoever edits. */
export interface BlankWords {
  option: (n: number) => string;
  form: string;
  name: string;
  email: string;
}

export function blankNode(kind: Kind, at: Point, words: BlankWords): FlowNode {
  switch (kind) {
    case "message":
      return { kind, at, text: "", next: null };
    case "options":
      return {
        kind,
        at,
        text: "",
        options: [1, 2].map((n) => ({ label: words.option(n), next: null })),
      };
    case "form":
      return {
        kind,
        at,
        text: "",
        form: {
          name: words.form,
          fields: [
            { name: "name", label: words.name, type: "text", required: true, options: null },
            { name: "email", label: words.email, type: "email", required: true, options: null },
          ],
        },
        next: null,
      };
    case "condition":
      return { kind, at, when: { on: "hours" }, then: null, otherwise: null };
    case "delay":
      return { kind, at, seconds: 5, next: null };
    case "notification":
      return { kind, at, status: "PROSPECT", alert: true, next: null };
    case "handoff":
      return { kind, at, text: null, away: null };
    case "close":
      return { kind, at, text: null };
    case "end":
      return { kind, at };
  }
}
