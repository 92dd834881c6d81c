import { expect, test } from "vitest";
import type { Rule } from "./flow.definition.js";
import { holds } from "./flow.rule.js";
import { fillIn } from "./flow.text.js";

const params: Record<string, string> = { plan: "Atención Premium", empty: "  ", "odd key": "x" };
const known = {
  memory: { choices: { topic: 1 }, answers: { city: "BOGOTÁ", note: "" } },
  param: (key: string) => (Object.hasOwn(params, key) ? (params[key] ?? null) : null),
  isOpen: () => true,
};

test.each<[Rule, boolean]>([
  [{ on: "parameter", key: "plan", is: "EQUALS", value: "atencion PREMIUM" }, true],
  [{ on: "parameter", key: "plan", is: "EQUALS", value: "premium" }, false],
  [{ on: "parameter", key: "plan", is: "CONTAINS", value: "ATENCIÓN" }, true],
  [{ on: "parameter", key: "plan", is: "FILLED" }, true],
  [{ on: "parameter", key: "empty", is: "FILLED" }, false],
  [{ on: "parameter", key: "constructor", is: "FILLED" }, false],
  [{ on: "option", node: "topic", index: 1 }, true],
  [{ on: "option", node: "topic", index: 0 }, false],
  [{ on: "option", node: "valueOf", index: 0 }, false],
  [{ on: "form", field: "city", is: "EQUALS", value: "bogota" }, true],
  [{ on: "form", field: "note", is: "FILLED" }, false],
  [{ on: "form", field: "toString", is: "FILLED" }, false],
  [{ on: "hours" }, true],
])("%j is %s", (rule, expected) => {
  expect(holds(rule, known)).toBe(expected);
});

test("before anything was said nothing holds, and a closed office is closed", () => {
  const stranger = { memory: null, param: () => null, isOpen: () => false };
  expect(holds({ on: "option", node: "topic", index: 0 }, stranger)).toBe(false);
  expect(holds({ on: "form", field: "city", is: "CONTAINS", value: "a" }, stranger)).toBe(false);
  expect(holds({ on: "hours" }, stranger)).toBe(false);
});

const ana = {
  name: "Ana",
  email: "ana@example.com",
  phone: null,
  param: (key: string) => params[key] ?? null,
};

test.each<[string | null, string | null]>([
  ["Hello {{name}}, we write to {{ email }}.", "Hello Ana, we write to ana@example.com."],
  ["Your plan: {{param.plan}}{{param.none}}", "Your plan: Atención Premium"],
  ["{{param.odd key}} {{other}} {{ name", "x {{other}} {{ name"],
  ["{{phone}}", null],
  ["", null],
  [null, null],
])("%j becomes %j", (text, expected) => {
  expect(fillIn(text, ana)).toBe(expected);
});

test("what a parameter holds is not filled in again, and no message grows beyond its limit", () => {
  const who = { ...ana, name: "{{email}}", param: () => "😀".repeat(500) };
  expect(fillIn("I am {{name}}", who)).toBe("I am {{email}}");
  const long = fillIn("{{param.x}}".repeat(10), who) ?? "";
  expect(long).toHaveLength(3999);
  expect(long).toMatch(/^(😀)+…$/u);
});
