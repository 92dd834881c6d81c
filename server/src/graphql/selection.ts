// What a document selects, with its fragments laid in.
import {
  type DocumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
} from "graphql";

/**
 * Folds a selection bottom up, with its fragments laid in. Each fragment is folded once, however often it is spread
 * (a chain of doubled spreads would take for ever otherwise); one that spreads itself is left to the specified rules.
 */
export function fold(
  context: Pick<ValidationContext, "getFragment">,
  set: SelectionSetNode | undefined,
  field: (node: FieldNode, inside: number) => number,
  combine: (values: number[]) => number,
): number {
  const fragments = new Map<string, number>();
  const fragment = (name: string): number => {
    const known = fragments.get(name);
    if (known !== undefined) return known;
    fragments.set(name, 0);
    const value = selection(context.getFragment(name)?.selectionSet);
    fragments.set(name, value);
    return value;
  };
  const selection = (of: SelectionSetNode | undefined): number =>
    combine(
      (of?.selections ?? []).map((node) => {
        if (node.kind === Kind.FIELD)
          return field(node, node.selectionSet ? selection(node.selectionSet) : 0);
        return node.kind === Kind.INLINE_FRAGMENT ? selection(node.selectionSet) : fragment(node.name.value);
      }),
    );
  return selection(set);
}

export const isIntrospection = (field: FieldNode) =>
  field.name.value === "__schema" || field.name.value === "__type";

const roots = new WeakMap<OperationDefinitionNode, readonly string[]>();

/** The fields that an operation asks for at its root, each as often as it is asked for: an alias is one more. */
export function rootFields(document: DocumentNode, operation: OperationDefinitionNode): readonly string[] {
  const known = roots.get(operation);
  if (known) return known;
  const names: string[] = [];
  const entered = new Set<string>();
  const walk = ({ selections }: SelectionSetNode): void => {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) names.push(node.name.value);
      else if (node.kind === Kind.INLINE_FRAGMENT) walk(node.selectionSet);
      else if (!entered.has(node.name.value)) {
        // What is spread twice is answered once.
        entered.add(node.name.value);
        const fragment = document.definitions.find(
          (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === node.name.value,
        );
        if (fragment?.kind === Kind.FRAGMENT_DEFINITION) walk(fragment.selectionSet);
      }
    }
  };
  walk(operation.selectionSet);
  roots.set(operation, names);
  return names;
}
