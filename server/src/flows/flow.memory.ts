// What a run keeps of what the visitor said: only what a condition of its flow asks for, so that a row stays small.
import type { FlowDefinition } from "./flow.definition.js";
import type { FlowRun, RunMemory } from "./flow.entity.js";

interface Asked {
  nodes: ReadonlySet<string>;
  fields: ReadonlySet<string>;
}

const asked = new WeakMap<FlowDefinition, Asked>();

/** A definition never changes, so it is looked through once. */
function askedBy(definition: FlowDefinition): Asked {
  const known = asked.get(definition);
  if (known) return known;
  const rules = Object.values(definition.nodes).flatMap((node) =>
    node.kind === "condition" ? [node.when] : [],
  );
  const found = {
    nodes: new Set(rules.flatMap((rule) => (rule.on === "option" ? [rule.node] : []))),
    fields: new Set(rules.flatMap((rule) => (rule.on === "form" ? [rule.field] : []))),
  };
  asked.set(definition, found);
  return found;
}

type Run = Pick<FlowRun, "memory">;

function remember(run: Run, news: RunMemory): void {
  run.memory = { ...run.memory, ...news };
}

export function rememberChoice(run: Run, definition: FlowDefinition, node: string, index: number): void {
  if (askedBy(definition).nodes.has(node))
    remember(run, { choices: { ...run.memory?.choices, [node]: index } });
}

/** A field that was left open forgets what stood there before: its latest answer is none. */
export function rememberAnswers(
  run: Run,
  definition: FlowDefinition,
  fields: readonly { name: string; value: string }[],
): void {
  const { fields: wanted } = askedBy(definition);
  const kept = fields.filter(({ name }) => wanted.has(name)).map(({ name, value }) => [name, value] as const);
  if (kept.length === 0) return;
  const before = Object.entries(run.memory?.answers ?? {});
  // fromEntries defines what it is given, whatever its name.
  remember(run, { answers: Object.fromEntries([...before, ...kept]) });
}

/** The visitor has answered, or a person has: pauses count from here. */
export function forgetPauses(run: Run): void {
  if (run.memory?.pauses) remember(run, { pauses: 0 });
}

export function rememberPause(run: Run): number {
  const pauses = (run.memory?.pauses ?? 0) + 1;
  remember(run, { pauses });
  return pauses;
}

export function rememberAlert(run: Run): void {
  remember(run, { alerted: true });
}

/** A person has been there. */
export function forgetAlert(run: Run): void {
  if (!run.memory?.alerted) return;
  const { alerted: _alerted, ...others } = run.memory;
  run.memory = others;
}
