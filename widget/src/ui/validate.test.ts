import { expect, it } from "vitest";
import type { FormField } from "../sdk/store";
import { plainNumber, problemsOf } from "./validate";

const field = (type: string, more: Partial<FormField> = {}): FormField => ({
  name: "f",
  label: "F",
  type,
  required: false,
  options: null,
  ...more,
});
const reason = (spec: FormField, value: string) => problemsOf([spec], { f: value })[0]?.reason ?? null;

it("asks for what is required and lets the rest be empty", () => {
  expect(reason(field("text", { required: true }), "  ")).toBe("REQUIRED");
  expect(reason(field("consent", { required: true }), "")).toBe("REQUIRED");
  for (const type of ["text", "email", "phone", "number", "select"])
    expect(reason(field(type), "")).toBeNull();
});

it("knows an email, a phone, a number and an option from what is not one", () => {
  expect(reason(field("email"), "ana")).toBe("INVALID_EMAIL");
  expect(reason(field("email"), "ana@correo.co")).toBeNull();
  expect(reason(field("phone"), "call me")).toBe("INVALID_PHONE");
  expect(reason(field("phone"), "+57 (310) 555-01.99")).toBeNull();
  expect(reason(field("phone"), "555 0199 ext. 12")).toBeNull();
  expect(reason(field("phone"), "1".repeat(21))).toBe("INVALID_PHONE");
  expect(reason(field("number"), "x1")).toBe("INVALID_NUMBER");
  expect(reason(field("number"), "1,5")).toBeNull();
  expect(reason(field("select", { options: ["a"] }), "b")).toBe("INVALID_OPTION");
  expect(reason(field("select", { options: ["a"] }), "a")).toBeNull();
});

it("sends a decimal comma as a point", () => {
  expect(["1,5", "-0,25", "1.5", "1,000,5", "x"].map(plainNumber)).toEqual([
    "1.5",
    "-0.25",
    "1.5",
    "1,000,5",
    "x",
  ]);
});
