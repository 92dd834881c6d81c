// An enum of the schema from its words, each with what it means: one that says nothing of itself does not compile.
import { registerEnumType } from "type-graphql";

/** The enum as TypeGraphQL knows it: every word under its own name. */
export function enumOf<Word extends string>(
  name: string,
  description: string,
  meanings: Readonly<Record<Word, string>>,
): { readonly [W in Word]: W } {
  const words = Object.keys(meanings) as Word[];
  const made = Object.fromEntries(words.map((word) => [word, word])) as { readonly [W in Word]: W };
  const valuesConfig = Object.fromEntries(
    words.map((word) => [word, { description: meanings[word] }]),
  ) as Record<Word, { description: string }>;
  registerEnumType(made, { name, description, valuesConfig });
  return made;
}
