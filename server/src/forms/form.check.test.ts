import { expect, test } from "vitest";
import { checkAnswers } from "./form.check.js";
import type { Form, FieldType } from "./form.type.js";

const form = (type: FieldType, required: boolean, options?: string[]): Form => ({
  name: "Form",
  fields: [{ name: "field", label: "Field", type, required, options }],
});
const fault = (asked: Form, value: string) => {
  try {
    checkAnswers(asked, [{ name: "field", value }]);
    return null;
  } catch (error) {
    return (error as { extensions: { fields: { reason: string }[] } }).extensions.fields[0]?.reason;
  }
};

test.each<[FieldType, string[], [string, string][]]>([
  [
    "email",
    ["a@b.co", "ñandú@correo.example"],
    [
      ["a@b", "INVALID_EMAIL"],
      ["a b@c.co", "INVALID_EMAIL"],
      [`${"x".repeat(320)}@b.co`, "TOO_LONG"],
    ],
  ],
  [
    "phone",
    ["+34 600 11 22 33", "(601) 555-0147", "555 0147 ext. 12"],
    [
      ["12", "INVALID_PHONE"],
      ["call me at 5550147", "INVALID_PHONE"],
    ],
  ],
  [
    "number",
    ["12", "-3.5", "1e3"],
    [
      ["twelve", "INVALID_NUMBER"],
      ["Infinity", "INVALID_NUMBER"],
    ],
  ],
  ["text", ["anything"], [["x".repeat(1001), "TOO_LONG"]]],
  ["textarea", ["x".repeat(4000)], [["x".repeat(4001), "TOO_LONG"]]],
  [
    "consent",
    ["true"],
    [
      ["false", "REQUIRED"],
      ["yes", "REQUIRED"],
    ],
  ],
])("%s takes what fits and names what does not", (type, good, bad) => {
  for (const value of good) expect([value, fault(form(type, true), value)]).toEqual([value, null]);
  for (const [value, reason] of bad) expect([value, fault(form(type, true), value)]).toEqual([value, reason]);
  expect(fault(form(type, true), "")).toBe("REQUIRED");
  expect(fault(form(type, false), "  ")).toBeNull();
});

test("a choice must be one of those offered", () => {
  expect(fault(form("select", true, ["S", "M"]), "M")).toBeNull();
  expect(fault(form("select", true, ["S", "M"]), "L")).toBe("INVALID_OPTION");
});
