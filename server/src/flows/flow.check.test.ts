import fc from "fast-check";
import { expect, test } from "vitest";
import { anyFlow, soundFlow } from "../../test/flow.arbitrary.js";
import { checkFlow } from "./flow.check.js";
import { type FlowDefinition, type FlowNode, edgesOf, nodeOf } from "./flow.definition.js";
import { FlowProblemCode } from "./flow.problem.js";

const RUNS = Number(process.env.FLOW_RUNS ?? 300);

const found = (nodes: Record<string, FlowNode>, start = "a") =>
  checkFlow({ start, nodes }).map(({ code, nodeId, field }) => `${code} ${nodeId ?? "-"} ${field}`.trim());

const END: FlowNode = { kind: "end" };
const say = (next: string | null): FlowNode => ({ kind: "message", text: "x", next });
const field = (name: string, type = "text", options?: string[]) =>
  ({ name, label: "L", type, required: false, options }) as never;
const form = (...fields: never[]): FlowNode => ({
  kind: "form",
  text: null,
  form: { name: "F", fields },
  next: null,
});
const ask = (...labels: string[]): FlowNode => ({
  kind: "options",
  text: "x",
  options: labels.map((label) => ({ label, next: null })),
});
const when = (when: Extract<FlowNode, { kind: "condition" }>["when"]): FlowNode => ({
  kind: "condition",
  when,
  then: null,
  otherwise: null,
});

test.each<[string, Record<string, FlowNode>, string[]]>([
  ["nowhere to start", { b: END }, ["NO_START - start"]],
  ["an edge into nothing", { a: say("b") }, ["DANGLING_EDGE a next"]],
  [
    "an option into nothing",
    { a: { kind: "options", text: "x", options: [{ label: "l", next: "b" }] } },
    ["DANGLING_EDGE a options.0.next"],
  ],
  ["a node that nothing leads to", { a: END, b: say("a") }, ["UNREACHABLE b"]],
  ["a node that leads to itself", { a: say("a") }, ["ENDLESS_LOOP a next"]],
  [
    "a round of three",
    {
      a: say("b"),
      b: { kind: "condition", when: { on: "hours" }, then: "c", otherwise: "d" },
      c: say("a"),
      d: END,
    },
    ["ENDLESS_LOOP a next", "ENDLESS_LOOP b then", "ENDLESS_LOOP c next"],
  ],
  [
    "a round that asks",
    { a: say("b"), b: { kind: "options", text: "x", options: [{ label: "l", next: "a" }] } },
    [],
  ],
  ["a round that pauses", { a: say("b"), b: { kind: "delay", seconds: 1, next: "a" } }, []],
  ["no words", { a: { kind: "message", text: "  ", next: null } }, ["EMPTY_TEXT a text"]],
  ["too many words", { a: { kind: "message", text: "x".repeat(4001), next: null } }, ["TOO_LONG a text"]],
  ["too long a name", { a: { ...END, label: "x".repeat(81) } }, ["TOO_LONG a label"]],
  ["nothing to choose", { a: ask() }, ["NO_OPTIONS a options"]],
  ["eleven options", { a: ask(..."abcdefghijk") }, ["TOO_LONG a options"]],
  ["options that read the same", { a: ask("Yes", "no", " yes ") }, ["SAME_OPTIONS a options.2.label"]],
  ["an option without words", { a: ask(" ") }, ["EMPTY_TEXT a options.0.label"]],
  ["a form without fields", { a: form() }, ["NO_FIELDS a form.fields"]],
  ["two fields of one name", { a: form(field("x"), field("x")) }, ["SAME_FIELDS a form.fields.1.name"]],
  ["a field without a name", { a: form(field("")) }, ["EMPTY_FIELD a form.fields.0.name"]],
  ["a field of no type", { a: form(field("x", "colour")) }, ["BAD_FIELD a form.fields.0.type"]],
  ["a select without choices", { a: form(field("x", "select")) }, ["BAD_FIELD a form.fields.0.options"]],
  [
    "choices that are the same",
    { a: form(field("x", "select", ["S", "S"])) },
    ["BAD_FIELD a form.fields.0.options"],
  ],
  [
    "a rule on no parameter",
    { a: when({ on: "parameter", key: " ", is: "FILLED" }) },
    ["BAD_RULE a when.key"],
  ],
  [
    "a rule that compares with nothing",
    { a: when({ on: "parameter", key: "x", is: "EQUALS", value: " " }) },
    ["BAD_RULE a when.value"],
  ],
  [
    "a rule on a node without options",
    { a: when({ on: "option", node: "a", index: 0 }) },
    ["BAD_RULE a when.node"],
  ],
  [
    "a rule on an option too many",
    { a: { ...when({ on: "option", node: "b", index: 1 }), then: "b" } as FlowNode, b: ask("l") },
    ["BAD_RULE a when.index"],
  ],
  [
    "a rule on a field nobody asks for",
    { a: when({ on: "form", field: "x", is: "FILLED" }) },
    ["BAD_RULE a when.field"],
  ],
  ["a delay of nothing", { a: { kind: "delay", seconds: 0, next: null } }, ["BAD_DELAY a seconds"]],
  ["a delay of half a second", { a: { kind: "delay", seconds: 0.5, next: null } }, ["BAD_DELAY a seconds"]],
  [
    "a delay of more than a day",
    { a: { kind: "delay", seconds: 86401, next: null } },
    ["BAD_DELAY a seconds"],
  ],
  [
    "a notification of nothing",
    { a: { kind: "notification", status: null, alert: false, next: null } },
    ["NOTHING_TO_DO a"],
  ],
])("%s", (_name, nodes, expected) => {
  expect(found(nodes)).toEqual(expected);
});

test("a flow has 200 nodes at most", () => {
  const chain = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `n${index}`,
        say(index + 1 < count ? `n${index + 1}` : null),
      ]),
    );
  expect(found(chain(200), "n0")).toEqual([]);
  expect(found(chain(201), "n0")).toEqual(["TOO_MANY_NODES - nodes"]);
});

test("problems say in words which node they mean", () => {
  const [problem] = checkFlow({ start: "a", nodes: { a: say("b") } });
  expect(problem?.message).toBe("Node a: it leads to b, which is not there.");
});

const WAITS = new Set(["options", "form", "delay"]);

/** Whether some way from a node takes more steps than the flow has nodes before it waits or ends. */
function runsOn(definition: FlowDefinition): boolean {
  const { length } = Object.keys(definition.nodes);
  // All places one can be at after so many steps, from wherever a flow may go on.
  let places = new Set(Object.keys(definition.nodes));
  for (let steps = 0; steps < length; steps++) {
    const next = new Set<string>();
    for (const id of places) {
      const node = nodeOf(definition, id);
      if (!node || WAITS.has(node.kind)) continue;
      for (const edge of edgesOf(node)) if (edge.next !== null) next.add(edge.next);
    }
    places = next;
  }
  return places.size > 0;
}

test("a flow that is accepted always comes to a wait or an end; one that is refused says where", () => {
  fc.assert(
    fc.property(anyFlow, (definition) => {
      const problems = checkFlow(definition);
      if (problems.length === 0) {
        expect(runsOn(definition)).toBe(false);
        return;
      }
      for (const { code, nodeId } of problems) {
        const isOfFlow = [FlowProblemCode.NO_START, FlowProblemCode.TOO_MANY_NODES].includes(code);
        expect(nodeId === null ? isOfFlow : Object.hasOwn(definition.nodes, nodeId)).toBe(true);
      }
      // And the other way round: what goes round for ever is told.
      const codes = problems.map(({ code }) => code);
      const isWhole = !codes.includes(FlowProblemCode.DANGLING_EDGE);
      if (isWhole) expect(codes.includes(FlowProblemCode.ENDLESS_LOOP)).toBe(runsOn(definition));
    }),
    { numRuns: RUNS, seed: 20261125 },
  );
});

test("flows that the other property tests play are accepted", () => {
  fc.assert(
    fc.property(soundFlow, (definition) => {
      expect(checkFlow(definition)).toEqual([]);
    }),
    { numRuns: RUNS, seed: 6 },
  );
});
