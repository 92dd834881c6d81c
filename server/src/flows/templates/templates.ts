// Flows to begin with, in the languages of the console.
import type { Locale } from "../../agents/index.js";
import type { FlowTemplate } from "../flow.type.js";

export function flowTemplates(_locale: Locale): FlowTemplate[] {
  return [];
}
