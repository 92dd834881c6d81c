// How a person fills in one of the shop's forms.
import { REASONS } from "../shop/flow.js";
import type { Person } from "./person.js";

export function answersTo(
  fields: readonly { name: string }[],
  person: Person,
  reason = REASONS[0] as string,
): { name: string; value: string }[] {
  const values: Record<string, string> = {
    name: person.name,
    email: person.email,
    phone: person.phone,
    order: person.order,
    reason,
  };
  return fields.map(({ name }) => ({ name, value: values[name] ?? "" }));
}
