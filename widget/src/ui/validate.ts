/** The same first look at an answer that the server takes, so that most slips are shown without a round trip. */
import type { FieldProblem } from "../sdk/errors";
import type { FormField } from "../sdk/store";

export const MAX_ANSWER = 4000;

export function problemsOf(fields: readonly FormField[], values: Record<string, string>): FieldProblem[] {
  return fields.flatMap((field) => {
    const reason = reasonOf(field, (values[field.name] ?? "").trim());
    return reason ? [{ name: field.name, reason }] : [];
  });
}

function reasonOf(field: FormField, value: string): string | null {
  if (field.type === "consent") return field.required && value !== "true" ? "REQUIRED" : null;
  if (!value) return field.required ? "REQUIRED" : null;
  if (value.length > MAX_ANSWER) return "TOO_LONG";
  switch (field.type) {
    case "email":
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? null : "INVALID_EMAIL";
    case "phone":
      return /^\+?[\d\s().\-/]+$/.test(value) && value.replace(/\D/g, "").length >= 5
        ? null
        : "INVALID_PHONE";
    case "number":
      return Number.isFinite(Number(value.replace(",", "."))) ? null : "INVALID_NUMBER";
    case "select":
      return field.options?.includes(value) === false ? "INVALID_OPTION" : null;
    default:
      return null;
  }
}
