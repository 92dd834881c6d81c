// Whether a form of a flow can be filled in.
import { FIELD_TYPES, type Form, type FormFieldSpec } from "../forms/index.js";
import { type Complain, FlowProblemCode as Code } from "./flow.problem.js";

const MOST_FIELDS = 20;
const MOST_CHOICES = 50;
const NAME = 64;
const TEXT = 200;

export function checkForm({ name, fields }: Form, complain: Complain): void {
  checkWords(name, "form.name", complain, TEXT);
  if (fields.length === 0) complain(Code.NO_FIELDS, "form.fields", "the form has no fields.");
  if (fields.length > MOST_FIELDS)
    complain(Code.TOO_LONG, "form.fields", `a form may have ${MOST_FIELDS} fields, not ${fields.length}.`);
  const seen = new Set<string>();
  for (const [index, field] of fields.entries()) {
    const at = `form.fields.${index}`;
    checkWords(field.name, `${at}.name`, complain, NAME);
    checkWords(field.label, `${at}.label`, complain, TEXT);
    if (field.name && seen.has(field.name))
      complain(Code.SAME_FIELDS, `${at}.name`, `two fields are called ${field.name.slice(0, NAME)}.`);
    seen.add(field.name);
    checkType(field, at, complain);
  }
}

function checkType({ type, options }: FormFieldSpec, at: string, complain: Complain): void {
  if (!FIELD_TYPES.some((each) => each === type))
    return complain(Code.BAD_FIELD, `${at}.type`, `a field's type is one of ${FIELD_TYPES.join(", ")}.`);
  if (type !== "select") return;
  const choices = options ?? [];
  if (choices.length === 0) complain(Code.BAD_FIELD, `${at}.options`, "a select needs something to choose.");
  if (choices.length > MOST_CHOICES)
    complain(Code.TOO_LONG, `${at}.options`, `a select may have ${MOST_CHOICES} choices.`);
  for (const [place, choice] of choices.entries())
    checkWords(choice, `${at}.options.${place}`, complain, TEXT);
  // Answers come without the spaces at their ends, and must be one of these.
  if (choices.some((choice) => choice !== choice.trim()) || new Set(choices).size < choices.length)
    complain(Code.BAD_FIELD, `${at}.options`, "choices differ, and have no spaces at their ends.");
}

function checkWords(text: string, field: string, complain: Complain, max: number): void {
  if (!text.trim()) complain(Code.EMPTY_FIELD, field, `${field} is empty.`);
  if (text.length > max)
    complain(Code.TOO_LONG, field, `${field} may have ${max} characters, not ${text.length}.`);
}
