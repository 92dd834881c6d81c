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
