// Flows to begin with, in the languages of the console.
import type { Locale } from "../../agents/index.js";
import type { FlowTemplate } from "../flow.type.js";
import { lead } from "./lead.js";
import { sales } from "./sales.js";
import { support } from "./support.js";
import type { Template } from "./template.js";

export function flowTemplates(locale: Locale): FlowTemplate[] {
  return [told("sales", sales, locale), told("support", support, locale), told("lead", lead, locale)];
}

function told<Words>(id: string, { words, define }: Template<Words>, locale: Locale): FlowTemplate {
  const { [locale]: own } = words;
  return { id, name: own.name, description: own.description, definition: define(own) };
}
