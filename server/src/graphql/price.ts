// What a call costs, as programs are told it: with the same sum that the rules refuse by.
import { type DocumentNode, Kind, type OperationDefinitionNode } from "graphql";
import { costOf } from "./cost.js";
import { LIMITS } from "./rules.js";

/** `extensions.cost` of an answer. */
export interface Price {
  used: number;
  limit: number;
}

export function priceOf(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Price {
  const fragments = new Map(
    document.definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [],
    ),
  );
  const used = costOf({ getFragment: (name: string) => fragments.get(name) }, operation, variables);
  return { used, limit: LIMITS.cost };
}
