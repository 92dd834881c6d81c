// Random flows: any that are written as flows are, and those that the check accepts.
import fc from "fast-check";
import { checkFlow } from "../src/flows/flow.check.js";
import {
  type FlowDefinition,
  type FlowNode,
  type Next,
  type Rule,
  edgesOf,
} from "../src/flows/flow.definition.js";
import { FlowProblemCode } from "../src/flows/flow.problem.js";
import { FIELD_TYPES } from "../src/forms/index.js";

const LABELS = ["Yes", "No", "Maybe", "Later", "Sí", "A person"];
const TEXTS = ["Hello", "How are you, {{name}}?", "Plan {{param.plan}}", "Write to {{email}}", "¿Qué tal?"];
/** A pause is over in one step of the tests' clock, or in several. */
const PAUSES = [1, 5, 90];
const FIELDS = ["name", "email", "phone", "city", "need"];

const text = fc.constantFrom(...TEXTS);
const maybeText = fc.option(text, { freq: 3 });

const fieldOf = (name: string) =>
  fc.record({ type: fc.constantFrom(...FIELD_TYPES), required: fc.boolean() }).map(({ type, required }) => ({
    name,
    label: name.toUpperCase(),
    // The visitor's own are what they are called.
    type: name === "email" || name === "phone" ? name : name === "name" ? ("text" as const) : type,
    required,
    options: type === "select" ? ["S", "M"] : null,
  }));

const fields = fc
  .uniqueArray(fc.constantFrom(...FIELDS), { minLength: 1, maxLength: 3 })
  .chain((names) => fc.tuple(...names.map(fieldOf)));

const test = fc.constantFrom(
  { is: "EQUALS" as const, value: "gold" },
  { is: "CONTAINS" as const, value: "A" },
  { is: "FILLED" as const },
);

const ruleOf = (ids: readonly string[]): fc.Arbitrary<Rule> =>
  fc.oneof(
    fc.record({ on: fc.constant("hours" as const) }),
    test.map((how) => ({ on: "parameter" as const, key: "plan", ...how })),
    fc
      .tuple(fc.constantFrom(...FIELDS), test)
      .map(([field, how]) => ({ on: "form" as const, field, ...how })),
    fc.record({ on: fc.constant("option" as const), node: fc.constantFrom(...ids), index: fc.nat(3) }),
  );

function nodeOf(ids: readonly string[], next: fc.Arbitrary<Next>): fc.Arbitrary<FlowNode> {
  const option = fc.record({ label: fc.constantFrom(...LABELS), next });
  return fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("message" as const), text, next }) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("options" as const),
        text,
        options: fc.uniqueArray(option, { minLength: 1, maxLength: 4, selector: ({ label }) => label }),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant("form" as const),
        text: maybeText,
        form: fields.map((all) => ({ name: "Form", fields: all })),
        next,
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant("condition" as const),
        when: ruleOf(ids),
        then: next,
        otherwise: next,
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant("delay" as const),
        seconds: fc.constantFrom(...PAUSES),
        next,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("notification" as const),
        status: fc.constantFrom(null, "PROSPECT" as const, "CUSTOMER" as const),
        alert: fc.constant(true),
        next,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant("handoff" as const), text: maybeText, away: maybeText }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("close" as const), text: maybeText }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("end" as const) }) },
  );
}

const idsOf = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`);

/** Written as a flow is; it may make no sense at all. */
export const anyFlow: fc.Arbitrary<FlowDefinition> = fc.integer({ min: 1, max: 8 }).chain((count) => {
  const ids = idsOf(count);
  const next = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom<Next>(...ids) },
    { weight: 3, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constant("gone") },
  );
  return fc
    .tuple(fc.constantFrom(...ids, "gone"), fc.tuple(...ids.map(() => nodeOf(ids, next))))
    .map(([start, nodes]) => ({
      start,
      nodes: Object.fromEntries(ids.map((id, index) => [id, nodes[index] as FlowNode])),
    }));
});

/** Accepted by the check: what it complains of is taken away until it complains no more. */
export const soundFlow: fc.Arbitrary<FlowDefinition> = fc.integer({ min: 2, max: 9 }).chain((count) => {
  const ids = idsOf(count);
  const next = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom<Next>(...ids) },
    { weight: 1, arbitrary: fc.constant(null) },
  );
  return fc.tuple(...ids.map(() => nodeOf(ids, next))).map((nodes) =>
    mend({
      start: "n0",
      nodes: Object.fromEntries(ids.map((id, index) => [id, nodes[index] as FlowNode])),
    }),
  );
});

function mend(made: FlowDefinition): FlowDefinition {
  const definition = structuredClone(made);
  for (;;) {
    const problems = checkFlow(definition);
    const lost = problems.filter(({ code }) => code === FlowProblemCode.UNREACHABLE);
    const kept = Object.entries(definition.nodes).filter(([id]) => !lost.some(({ nodeId }) => nodeId === id));
    definition.nodes = Object.fromEntries(kept);
    if (lost.length > 0) continue;
    const { nodes } = definition;
    const [problem] = problems;
    if (!problem) return definition;
    const { code, nodeId, message } = problem;
    const node = nodes[nodeId ?? ""];
    // A rule on what is not there asks for the hours; a round gets a pause.
    if (code === FlowProblemCode.BAD_RULE && node?.kind === "condition") node.when = { on: "hours" };
    else if (code === FlowProblemCode.ENDLESS_LOOP && node)
      nodes[nodeId ?? ""] = { kind: "delay", seconds: 5, next: edgesOf(node)[0]?.next ?? null };
    else throw new Error(`cannot be mended: ${message}`);
  }
}
