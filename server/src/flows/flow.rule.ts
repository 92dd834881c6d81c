// Whether a condition holds.
import { normalize } from "../visitors/index.js";
import type { Rule, Test } from "./flow.definition.js";
import type { RunMemory } from "./flow.entity.js";

export interface Known {
  memory: RunMemory | null;
  /** A custom parameter's value; null: there is none of that name. */
  param(key: string): string | null;
  /** Whether the project is open now. */
  isOpen(): boolean;
}

export function holds(rule: Rule, { memory, param, isOpen }: Known): boolean {
  switch (rule.on) {
    case "parameter":
      return passes(rule, param(rule.key));
    case "option": {
      const choices = memory?.choices ?? {};
      return Object.hasOwn(choices, rule.node) && choices[rule.node] === rule.index;
    }
    case "form": {
      const answers = memory?.answers ?? {};
      return passes(rule, Object.hasOwn(answers, rule.field) ? (answers[rule.field] ?? null) : null);
    }
    case "hours":
      return isOpen();
  }
}

function passes({ is, value = "" }: { is: Test; value?: string }, found: string | null): boolean {
  const text = normalize(found ?? "").trim();
  const wanted = normalize(value).trim();
  switch (is) {
    case "EQUALS":
      return text === wanted;
    case "CONTAINS":
      return text.includes(wanted);
    case "FILLED":
      return text !== "";
  }
}
