import { expect, test } from "vitest";
import { readParams } from "./params.js";

test.each([
  "token",
  "access_token",
  "apiKey",
  "password",
  "PWD",
  "session-id",
  "auth",
  "sig",
  "X-Signature",
  "code",
])("%s in an address looks like a secret and is not kept", (name) => {
  expect(readParams({ [name]: "x", utm_source: "y" }, "URL").map(({ key }) => key)).toEqual(["utm_source"]);
  // What a site sets by its own script is its own word.
  expect(readParams({ [name]: "x" }, "SDK")).toHaveLength(1);
});

test.each(["keyword", "monkey", "author", "passenger", "design"])("%s only sounds like one", (name) => {
  expect(readParams({ [name]: "x" }, "URL")).toHaveLength(1);
});

test("numbers and booleans become text; anything else is named and refused", () => {
  expect(readParams({ seats: 3, trial: false, plan: "pro" }, "SDK").map(({ value }) => value)).toEqual([
    "3",
    "false",
    "pro",
  ]);
  for (const value of [null, {}, [], Number.NaN, Infinity])
    expect(() => readParams({ odd: value }, "SDK")).toThrow(/"odd" must be a string/);
});

test("a name loses the spaces at its ends, and must be more than spaces", () => {
  expect(readParams({ " plan ": "pro" }, "SDK").map(({ key }) => key)).toEqual(["plan"]);
  expect(() => readParams({ "  ": "x" }, "SDK")).toThrow(/1 to 64 characters/);
});

test("of an address the first 50 are taken; more from the site's script are refused", () => {
  const many = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`k${index}`, "x"]));
  expect(readParams(many, "URL")).toHaveLength(50);
  expect(() => readParams(many, "SDK")).toThrow(/50 parameters at most/);
});
