// Whether a flow makes sense: all that is wrong with it, each on its node, in the order of the nodes. A flow that passes always
// comes to a wait or an end within as many steps as it has nodes.
import { MESSAGE_LENGTH } from "../conversations/index.js";
import { type FlowDefinition, type FlowNode, type Rule, edgesOf, nodeOf } from "./flow.definition.js";
import { checkForm } from "./flow.form.check.js";
import { loopsOf, reachedFrom } from "./flow.graph.js";
import { type Complain, type FlowProblem, FlowProblemCode as Code } from "./flow.problem.js";

const MOST_NODES = 200;
const MOST_OPTIONS = 10;
const LABEL = 200;
const NAME = 80;
const VALUE = 1000;
const LONGEST_DELAY = 86_400;

export function checkFlow(definition: FlowDefinition): FlowProblem[] {
  const problems: FlowProblem[] = [];
  const ids = Object.keys(definition.nodes);
  const about =
    (nodeId: string | null): Complain =>
    (code, field, message) => {
      const said = nodeId === null ? message : `Node ${nodeId}: ${message}`;
      problems.push({ code, nodeId, field, message: said });
    };
  if (!nodeOf(definition, definition.start))
    about(null)(Code.NO_START, "start", `There is no node ${definition.start.slice(0, 64)} to start from.`);
  if (ids.length > MOST_NODES)
    about(null)(Code.TOO_MANY_NODES, "nodes", `A flow may have ${MOST_NODES} nodes, not ${ids.length}.`);
  const reached = reachedFrom(definition);
  const loops = loopsOf(definition);
  const fields = fieldNames(definition);
  for (const id of ids) {
    const node = definition.nodes[id] as FlowNode;
    const complain = about(id);
    checkNode(node, complain);
    if (node.kind === "condition") checkRule(node.when, { definition, fields, complain });
    for (const { field, next } of edgesOf(node))
      if (next !== null && !nodeOf(definition, next))
        complain(Code.DANGLING_EDGE, field, `it leads to ${next.slice(0, 64)}, which is not there.`);
    const back = loops.get(id);
    if (back !== undefined)
      complain(Code.ENDLESS_LOOP, back, "it leads back to itself without waiting for anything.");
    if (reached && !reached.has(id)) complain(Code.UNREACHABLE, "", "no way leads to it from the start.");
  }
  return problems;
}

function checkNode(node: FlowNode, complain: Complain): void {
  checkText(node.label ?? null, "label", complain, NAME, true);
  switch (node.kind) {
    case "message":
      return checkText(node.text, "text", complain, MESSAGE_LENGTH);
    case "options":
      checkText(node.text, "text", complain, MESSAGE_LENGTH);
      return checkOptions(node.options, complain);
    case "form":
      checkText(node.text, "text", complain, MESSAGE_LENGTH, true);
      return checkForm(node.form, complain);
    case "delay": {
      const { seconds } = node;
      if (!Number.isInteger(seconds) || seconds < 1 || seconds > LONGEST_DELAY)
        complain(
          Code.BAD_DELAY,
          "seconds",
          `a delay is 1 to ${LONGEST_DELAY} whole seconds, not ${seconds}.`,
        );
      return;
    }
    case "notification":
      if (!node.status && !node.alert)
        complain(Code.NOTHING_TO_DO, "", "it neither sets a status nor alerts anybody.");
      return;
    case "handoff":
      checkText(node.text, "text", complain, MESSAGE_LENGTH, true);
      return checkText(node.away ?? null, "away", complain, MESSAGE_LENGTH, true);
    case "close":
      return checkText(node.text, "text", complain, MESSAGE_LENGTH, true);
    case "condition":
    case "end":
      return;
  }
}

function checkText(
  text: string | null,
  field: string,
  complain: Complain,
  max: number,
  mayBeEmpty = false,
): void {
  if (!mayBeEmpty && !text?.trim()) complain(Code.EMPTY_TEXT, field, `${field} is empty.`);
  if (text !== null && text.length > max)
    complain(Code.TOO_LONG, field, `${field} may have ${max} characters, not ${text.length}.`);
}

function checkOptions(options: readonly { label: string }[], complain: Complain): void {
  if (options.length === 0) complain(Code.NO_OPTIONS, "options", "it offers nothing to choose.");
  if (options.length > MOST_OPTIONS)
    complain(Code.TOO_LONG, "options", `it may offer ${MOST_OPTIONS} options, not ${options.length}.`);
  const seen = new Set<string>();
  for (const [index, { label }] of options.entries()) {
    const field = `options.${index}.label`;
    checkText(label, field, complain, LABEL);
    const key = sameAs(label);
    // Who types an option's words chooses it, in capitals or not: they must tell which.
    if (key && seen.has(key)) complain(Code.SAME_OPTIONS, field, `two options read "${label.slice(0, 80)}".`);
    seen.add(key);
  }
}

/** What a visitor types chooses the option that reads the same. */
export const sameAs = (label: string) => label.trim().toLowerCase();

interface RuleContext {
  definition: FlowDefinition;
  fields: ReadonlySet<string>;
  complain: Complain;
}

function checkRule(rule: Rule, { definition, fields, complain }: RuleContext): void {
  switch (rule.on) {
    case "parameter":
      if (!rule.key.trim() || rule.key.length > 64)
        complain(Code.BAD_RULE, "when.key", "a parameter's name has 1 to 64 characters.");
      return checkTest(rule, complain);
    case "option": {
      const node = nodeOf(definition, rule.node);
      if (node?.kind !== "options")
        return complain(Code.BAD_RULE, "when.node", `${rule.node.slice(0, 64)} offers no options.`);
      if (!Object.hasOwn(node.options, rule.index))
        complain(Code.BAD_RULE, "when.index", `${rule.node} has no option ${rule.index}.`);
      return;
    }
    case "form":
      if (!fields.has(rule.field))
        complain(Code.BAD_RULE, "when.field", `no form asks for a field ${rule.field.slice(0, 64)}.`);
      return checkTest(rule, complain);
    case "hours":
      return;
  }
}

function checkTest({ is, value = "" }: { is: string; value?: string }, complain: Complain): void {
  if (is !== "FILLED" && !value.trim()) complain(Code.BAD_RULE, "when.value", "it compares with nothing.");
  if (value.length > VALUE)
    complain(Code.TOO_LONG, "when.value", `the value may have ${VALUE} characters, not ${value.length}.`);
}

const fieldNames = ({ nodes }: FlowDefinition): Set<string> =>
  new Set(
    Object.values(nodes).flatMap((node) =>
      node.kind === "form" ? node.form.fields.map(({ name }) => name) : [],
    ),
  );
