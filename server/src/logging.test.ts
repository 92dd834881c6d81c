import { expect, test } from "vitest";
import { makeLog, tellError } from "./logging.js";

test("of a database's error the log has the statement and the place, and none of the values", () => {
  const driverError = Object.assign(new Error("Duplicate entry 'secret' for key 'agent_email'"), {
    code: "ER_DUP_ENTRY",
    errno: 1062,
    sql: "INSERT INTO agent (email) VALUES ('secret')",
  });
  const failed = Object.assign(new Error(driverError.message, { cause: driverError }), {
    query: "INSERT INTO agent (email) VALUES (?)",
    parameters: ["secret"],
    code: "ER_DUP_ENTRY",
    driverError,
  });
  const lines: string[] = [];
  makeLog("error", { write: (line) => void lines.push(line) }).error({ err: failed }, "a request failed");
  expect(lines.join("")).not.toContain("secret");
  const { err } = JSON.parse(lines[0] ?? "") as { err: { message: string; stack: string } };
  expect(err).toMatchObject({ code: "ER_DUP_ENTRY", query: "INSERT INTO agent (email) VALUES (?)" });
  expect(err.message).toContain("Duplicate entry '…' for key 'agent_email'");
  expect(err.stack).toContain("logging.test.ts");
});

test.each([
  [
    "Incorrect string value: '\\xF0\\x9F' for column `a`.`b` at row 1",
    "Incorrect string value: '…' for column `a`.`b` at row 1",
  ],
  ["Truncated incorrect DOUBLE value: 'it's secret'", "Truncated incorrect DOUBLE value: '…'"],
  ["Duplicate entry '1-it's\nsecret' for key 'x'", "Duplicate entry '…' for key 'x'"],
  ["Table 'a.b' doesn't exist", "Table 'a.b' doesn't exist"],
])("%j says no value", (message, told) => {
  expect(tellError(new Error(message))).toMatchObject({ message: told });
});

test("several errors in one are each told, and what is no error is told as it is", () => {
  const away = new AggregateError([
    new Error("connect ECONNREFUSED ::1"),
    new Error("connect ECONNREFUSED 127.0.0.1"),
  ]);
  expect(tellError(away)).toMatchObject({
    errors: [{ message: "connect ECONNREFUSED ::1" }, { message: "connect ECONNREFUSED 127.0.0.1" }],
  });
  expect(tellError("no")).toBe("no");
});
