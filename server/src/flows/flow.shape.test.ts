import { expect, test } from "vitest";
import { checkFlow } from "./flow.check.js";
import { readFlow } from "./flow.shape.js";
import { defaultFlow } from "./templates/default.js";
import { flowTemplates } from "./templates/templates.js";

const problems = (value: unknown) => {
  const read = readFlow(value);
  return "problems" in read
    ? read.problems.map(({ code, nodeId, field }) => `${code} ${nodeId ?? "-"} ${field}`.trim())
    : [];
};
const node = (value: unknown) => problems({ start: "a", nodes: { a: value } });
const json = (text: string): unknown => JSON.parse(text);

test("the flows that come along are read as they are, and nothing is wrong with them", () => {
  for (const locale of ["en", "es"] as const) {
    const all = [defaultFlow(locale), ...flowTemplates(locale).map(({ definition }) => definition)];
    for (const definition of all) {
      const read = readFlow(structuredClone(definition));
      expect(read).toEqual({ definition });
      expect(checkFlow(definition)).toEqual([]);
    }
  }
});

test.each<[string, unknown, string[]]>([
  ["nothing", null, ["BAD_SHAPE -"]],
  ["a list", [], ["BAD_SHAPE -"]],
  ["words", "flow", ["BAD_SHAPE -"]],
  ["an empty object", {}, ["BAD_SHAPE - start"]],
  ["a start without nodes", { start: "a" }, ["BAD_SHAPE - nodes"]],
  ["nodes in a list", { start: "a", nodes: [] }, ["BAD_SHAPE - nodes"]],
  ["more than a flow has", { start: "a", nodes: {}, version: 1 }, ["BAD_SHAPE - version"]],
  ["ids that are none", { start: "a", nodes: { "": {}, "a b": {} } }, ["BAD_SHAPE", "BAD_SHAPE a b"]],
  [
    "what an object cannot keep",
    json('{"start":"a","nodes":{"__proto__":{"kind":"end"}}}'),
    ["BAD_SHAPE __proto__"],
  ],
])("%s is no flow", (_name, value, expected) => {
  expect(problems(value)).toEqual(expected);
});

test.each<[string, unknown, string[]]>([
  ["no object", 5, ["BAD_SHAPE a"]],
  ["no kind", {}, ["UNKNOWN_KIND a kind"]],
  ["a kind that every object has", { kind: "constructor" }, ["UNKNOWN_KIND a kind"]],
  ["a message without words", { kind: "message", next: null }, ["BAD_SHAPE a text"]],
  ["a message with a number", { kind: "message", text: 5, next: null }, ["BAD_SHAPE a text"]],
  ["a way to a number", { kind: "message", text: "x", next: 5 }, ["BAD_SHAPE a next"]],
  ["a field of another kind", { kind: "end", next: null }, ["BAD_SHAPE a next"]],
  ["NUL", { kind: "message", text: "a\0b", next: null }, ["BAD_SHAPE a text"]],
  ["half a pair", { kind: "message", text: "a\ud800", next: null }, ["BAD_SHAPE a text"]],
  ["options in words", { kind: "options", text: "x", options: "y" }, ["BAD_SHAPE a options"]],
  ["an option in words", { kind: "options", text: "x", options: ["y"] }, ["BAD_SHAPE a options.0"]],
  [
    "an option without a label",
    { kind: "options", text: "x", options: [{ next: null }] },
    ["BAD_SHAPE a options.0.label"],
  ],
  ["no form", { kind: "form", text: null, next: null }, ["BAD_SHAPE a form"]],
  [
    "a field without required",
    { kind: "form", form: { name: "x", fields: [{ name: "a", label: "A", type: "text" }] }, next: null },
    ["BAD_SHAPE a form.fields.0.required"],
  ],
  [
    "a choice that is a number",
    {
      kind: "form",
      form: { name: "x", fields: [{ name: "a", label: "A", type: "select", required: true, options: [1] }] },
    },
    ["BAD_SHAPE a form.fields.0.options.0"],
  ],
  ["a condition without a rule", { kind: "condition", then: null, otherwise: null }, ["BAD_SHAPE a when"]],
  ["a rule on nothing", { kind: "condition", when: { on: "moon" } }, ["BAD_SHAPE a when.on"]],
  [
    "a test that is none",
    { kind: "condition", when: { on: "parameter", key: "x", is: "LIKE" } },
    ["BAD_SHAPE a when.is"],
  ],
  ["a delay in words", { kind: "delay", seconds: "5" }, ["BAD_SHAPE a seconds"]],
  ["an endless delay", { kind: "delay", seconds: Infinity }, ["BAD_SHAPE a seconds"]],
  ["a status that is none", { kind: "notification", status: "LOST", alert: true }, ["BAD_SHAPE a status"]],
  ["a place that is none", { kind: "end", at: { x: 0 } }, ["BAD_SHAPE a at.y"]],
  ["a place beyond the canvas", { kind: "end", at: { x: 0, y: 1e7 } }, ["BAD_SHAPE a at"]],
])("a node with %s is refused, and named", (_name, value, expected) => {
  expect(node(value)).toEqual(expected);
});

test("every node that is no node is told at once", () => {
  expect(problems({ start: "a", nodes: { a: { kind: "x" }, b: { kind: "end" }, c: 1 } })).toEqual([
    "UNKNOWN_KIND a kind",
    "BAD_SHAPE c",
  ]);
});

test("what may be absent becomes null, and names that every object has are names like others", () => {
  const read = readFlow({
    start: "constructor",
    nodes: { constructor: { kind: "message", text: "x" }, toString: { kind: "handoff" } },
  });
  expect(read).toEqual({
    definition: {
      start: "constructor",
      nodes: {
        constructor: { kind: "message", text: "x", next: null },
        toString: { kind: "handoff", text: null, away: null },
      },
    },
  });
});

test("an edge to a name that every object has leads nowhere", () => {
  const read = readFlow({ start: "a", nodes: { a: { kind: "message", text: "x", next: "valueOf" } } });
  const found = "definition" in read ? checkFlow(read.definition) : [];
  expect(found).toMatchObject([{ code: "DANGLING_EDGE", nodeId: "a", field: "next" }]);
});
