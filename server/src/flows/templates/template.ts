import type { Locale } from "../../agents/index.js";
import type { FieldType } from "../../forms/index.js";
import type { FlowDefinition } from "../flow.definition.js";

/** A flow to begin with: made of its words, which exist in every language of the console. */
export interface Template<Words> {
  words: Record<Locale, Words & { name: string; description: string }>;
  define(words: Words): FlowDefinition;
}

export const field = (
  name: string,
  label: string,
  type: FieldType,
  required: boolean,
  options: string[] | null = null,
) => ({ name, label, type, required, options });
