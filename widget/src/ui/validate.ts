/** The same first look at an answer that the server takes, so that most slips are shown without a round trip. */
import type { FieldProblem } from "../sdk/errors";
import type { FormField } from "../sdk/store";

const MAX_ANSWER = 4000;

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
      return isPhone(value) ? null : "INVALID_PHONE";
    case "number":
      return Number.isFinite(Number(plainNumber(value))) ? null : "INVALID_NUMBER";
    case "select":
      return field.options?.includes(value) === false ? "INVALID_OPTION" : null;
    default:
      return null;
  }
}

/** Many people write 1,5 for one and a half. */
export function plainNumber(value: string): string {
  return /^[+-]?\d*,\d+$/.test(value) ? value.replace(",", ".") : value;
}

function isPhone(value: string): boolean {
  const digits = value.replace(/\D/g, "").length;
  return digits >= 5 && digits <= 20 && /^[\d\s+().\-/#]+(ext\.?\s*\d+|x\s*\d+)?$/i.test(value);
}
