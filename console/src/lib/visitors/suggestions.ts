// Parameters to choose from: those of the newest visitors, which costs one page of the list however many there are.
import { ParamSuggestionsDocument } from "../api/generated.ts";
import { ask } from "../api/mutate.ts";

const mostValues = 20;

/** Keys and some of their values, in alphabetical order; nothing if the server cannot tell just now. */
export async function suggestParams(projectId: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const outcome = await ask(ParamSuggestionsDocument, { projectId });
  const values = new Map<string, Set<string>>();
  for (const { params } of outcome.ok ? outcome.data.visitors.nodes : []) {
    for (const { key, value } of params) {
      const known = values.get(key) ?? new Set();
      if (known.size < mostValues) known.add(value);
      values.set(key, known);
    }
  }
  return new Map(
    [...values]
      .toSorted(([one], [other]) => one.localeCompare(other))
      .map(([key, known]) => [key, [...known].toSorted((one, other) => one.localeCompare(other))]),
  );
}
