// Checks a visitor's answers against the form that was asked. Every field's fault is named, so that all show at once.
import { BadUserInput } from "../graphql/errors.js";
import { checkText, isEmail } from "../graphql/input.js";
import type { Form, FormField, FormFieldSpec } from "./form.type.js";

type FieldFault =
  | "REQUIRED"
  | "INVALID_EMAIL"
  | "INVALID_PHONE"
  | "INVALID_NUMBER"
  | "INVALID_OPTION"
  | "TOO_LONG"
  | "UNKNOWN_FIELD";

const LENGTH: Partial<Record<string, number>> = { email: 320, phone: 64, textarea: 4000 };
const NAME_LENGTH = 200;
const TEXT_LENGTH = 1000;

/** Throws BAD_USER_INPUT with extensions.fields: [{ name, reason }]. */
export function checkAnswers(form: Form, answers: readonly { name: string; value: string }[]): FormField[] {
  const given = new Map(
    answers.map(({ name, value }) => [name, checkText(value, `The answer to ${name}`, 100_000).trim()]),
  );
  const faults: { name: string; reason: FieldFault }[] = [];
  for (const name of given.keys()) {
    if (!form.fields.some((field) => field.name === name)) faults.push({ name, reason: "UNKNOWN_FIELD" });
  }
  const fields = form.fields.map((spec) => {
    const value = given.get(spec.name) ?? "";
    const reason = faultOf(spec, value);
    if (reason) faults.push({ name: spec.name, reason });
    return { name: spec.name, label: spec.label, value };
  });
  if (faults.length > 0) {
    const said = faults.map(({ name, reason }) => `${name.slice(0, 64)} ${reason}`).join(", ");
    throw new BadUserInput(`The form cannot be accepted: ${said}.`, { fields: faults });
  }
  return fields;
}

function faultOf({ name, type, required, options }: FormFieldSpec, value: string): FieldFault | null {
  if (type === "consent" && required && value !== "true") return "REQUIRED";
  if (!value) return required ? "REQUIRED" : null;
  if (value.length > (name === "name" ? NAME_LENGTH : (LENGTH[type] ?? TEXT_LENGTH))) return "TOO_LONG";
  if (type === "email" && !isEmail(value)) return "INVALID_EMAIL";
  if (type === "phone" && !isPhone(value)) return "INVALID_PHONE";
  if (type === "number" && !Number.isFinite(Number(value))) return "INVALID_NUMBER";
  if (type === "select" && !options?.includes(value)) return "INVALID_OPTION";
  if (type === "consent" && value !== "true" && value !== "false") return "INVALID_OPTION";
  return null;
}

/** Loose on purpose: digits with the signs people put between them, and an extension. */
function isPhone(value: string): boolean {
  const digits = value.replace(/\D/g, "").length;
  return digits >= 5 && digits <= 20 && /^[\d\s+().\-/#]+(ext\.?\s*\d+|x\s*\d+)?$/i.test(value);
}
