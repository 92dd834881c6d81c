import mysql from "mysql2/promise";
import { expect, test } from "vitest";
import { databaseFault } from "./fault.js";

test("a database whose name is not known any more is away, and nothing else", async () => {
  const error = await mysql.createConnection({ host: "database.invalid" }).catch((reason: unknown) => reason);
  expect((error as { code: string }).code).toMatch(/ENOTFOUND|EAI_AGAIN/);
  expect(databaseFault(error)).toBe("unavailable");
  // As the name server says it, without the driver around it.
  expect(databaseFault({ code: "EAI_AGAIN" })).toBe("unavailable");
});
