import { expect, test } from "vitest";
import { ConfigError, hidePassword, readConfig } from "./config.js";

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

const DATABASE_URL = "mysql://ana@db/chat";

test.each(["redis://cache", "redis://:secret@cache:6379/2", "rediss://ana:secret@cache"])(
  "%s is an address of a Redis",
  (url) => {
    expect(readConfig({ DATABASE_URL, REDIS_URL: url }).redisUrl).toBe(url);
  },
);

test.each([
  ["cache:6379", "cache:6379"],
  ["http://:secret@cache", "http://:…@cache"],
  ["redis://", "redis://"],
])("REDIS_URL %s stops the start, and its password is not shown", (url, shown) => {
  const read = () => readConfig({ DATABASE_URL, REDIS_URL: url });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(`REDIS_URL must be redis://HOST`);
  expect(read).toThrow(`not "${shown}"`);
});

test("the embedded database serves one process", () => {
  expect(() => readConfig({ REDIS_URL: "redis://cache" })).toThrow(
    "the embedded database serves one process",
  );
});
