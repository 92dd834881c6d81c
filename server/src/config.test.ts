import { expect, test } from "vitest";
import { hidePassword } from "./config.js";

test.each([
  ["mysql://ana:secret@db:3306/chat", "mysql://ana:…@db:3306/chat"],
  ["mysql://ana:se@cr@et@db/chat", "mysql://ana:…@db/chat"],
  ["mysql://ana:sec/ret:x@db/chat", "mysql://ana:…@db/chat"],
  ["mysql:ana:secret@db/chat", "mysql:ana:…@db/chat"],
  ["mysql://ana@db:3306/chat", "mysql://ana@db:3306/chat"],
  ["postgres://db/chat", "postgres://db/chat"],
])("%s is shown as %s", (url, shown) => {
  expect(hidePassword(url)).toBe(shown);
});
