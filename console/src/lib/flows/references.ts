// Conditions name options by their place and form fields by their name. Who moves or renames those brings the conditions along.
import type { FlowDefinition, FlowNode, FormField, NodeOf, Option, Rule } from "./definition.ts";
import { withNode } from "./graph.ts";

/** More than any node has options: the server's check then says that the option is not there. */
export const GONE = 99;

function withRules(flow: FlowDefinition, change: (rule: Rule) => Rule): FlowDefinition {
  const nodes = Object.entries(flow.nodes).map(([id, node]): [string, FlowNode] => [
    id,
    node.kind === "condition" ? { ...node, when: change(node.when) } : node,
  ]);
  return { ...flow, nodes: Object.fromEntries(nodes) };
}

/** `from` says where each of the new options stood before; null: it is new. */
export function withOptions(
  flow: FlowDefinition,
  id: string,
  options: Option[],
  from: readonly (number | null)[],
): FlowDefinition {
  const node = flow.nodes[id] as NodeOf<"options">;
  return withRules(withNode(flow, id, { ...node, options }), (rule) => {
    if (rule.on !== "option" || rule.node !== id) return rule;
    const index = from.indexOf(rule.index);
    return { ...rule, index: index < 0 ? GONE : index };
  });
}

/** The names of all form fields, in the order of the forms. */
export function fieldNames(flow: FlowDefinition): string[] {
  const names = Object.values(flow.nodes).flatMap((node) =>
    node.kind === "form" ? node.form.fields.map(({ name }) => name) : [],
  );
  return [...new Set(names.filter(Boolean))];
}

/** Changes the field at `index` of a form; conditions on its old name follow where no other form has that name. */
export function withField(flow: FlowDefinition, id: string, index: number, field: FormField): FlowDefinition {
  const node = flow.nodes[id] as NodeOf<"form">;
  const old = node.form.fields[index]?.name;
  const fields = node.form.fields.with(index, field);
  const changed = withNode(flow, id, { ...node, form: { ...node.form, fields } });
  if (!old || !field.name || old === field.name || fieldNames(changed).includes(old)) return changed;
  return withRules(changed, (rule) =>
    rule.on === "form" && rule.field === old ? { ...rule, field: field.name } : rule,
  );
}
