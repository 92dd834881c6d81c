// A condition's rule in a sentence.
import type { FlowWords } from "../words/flow.en.ts";
import type { FlowDefinition, Rule } from "./definition.ts";
import { titleOf } from "./kinds.ts";

export function wordRule(rule: Rule, flow: FlowDefinition, t: FlowWords): string {
  if (rule.on === "hours") return t.form.on.hours;
  if (rule.on === "option") {
    const node = flow.nodes[rule.node];
    const option = node?.kind === "options" ? node.options[rule.index] : undefined;
    if (!node || !option) return t.form.gone;
    return `${titleOf(node, t)} → ${option.label}`;
  }
  const what = rule.on === "parameter" ? rule.key : rule.field;
  const value = rule.is === "FILLED" ? "" : ` «${rule.value ?? ""}»`;
  return `${what || t.form.pick} ${t.form.tests[rule.is]}${value}`;
}
