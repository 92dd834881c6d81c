// A transaction's statements on their way one behind the other: nothing of it stays when one of them fails, however it fails.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EntityManager } from "typeorm";
import { transaction } from "../src/database/data-source.js";
import { Lane } from "../src/database/lane.js";
import { TestServer } from "./server.js";

let server: TestServer;

beforeAll(async () => {
  server = await TestServer.start();
  await server.services.database.source.query(
    "CREATE TABLE lane (id int NOT NULL PRIMARY KEY, n int NOT NULL)",
  );
});
afterAll(() => server.stop());

const rows = () => server.services.database.source.query("SELECT id, n FROM lane ORDER BY id");
const within = <T>(body: (lane: Lane) => Promise<T>) =>
  transaction(server.services.database, (manager: EntityManager) => Lane.within(manager, body));
const insert = (lane: Lane, id: number) =>
  void lane.send("INSERT INTO lane (id, n) VALUES (?, 0)", [id], { isFixed: id % 2 === 0 });

test("statements go out in their order, prepared or not, and all are there at the end", async () => {
  await within(async (lane) => {
    for (const id of [1, 2, 3, 4]) insert(lane, id);
    void lane.send("UPDATE lane SET n = (SELECT count FROM (SELECT COUNT(*) AS count FROM lane) every)", []);
    insert(lane, 5);
  });
  expect(await rows()).toEqual([...[1, 2, 3, 4].map((id) => ({ id, n: 4 })), { id: 5, n: 0 }]);
  await server.services.database.source.query("DELETE FROM lane");
});

test("after one that fails none goes out, and what has gone out before is taken back", async () => {
  const refused = within(async (lane) => {
    insert(lane, 1);
    insert(lane, 2);
    insert(lane, 2);
    insert(lane, 3);
    insert(lane, 4);
  });
  await expect(refused).rejects.toThrow(/duplicate|unique/i);
  expect(await rows()).toEqual([]);
});

test("who fails by itself leaves nothing that goes out behind the transaction's end", async () => {
  const failed = within(async (lane) => {
    for (const id of [1, 2, 3, 4]) insert(lane, id);
    throw new Error("by itself");
  });
  await expect(failed).rejects.toThrow("by itself");
  expect(await rows()).toEqual([]);
});

test("a deadlock ends the transaction, and what stands behind it is not written outside", async ({
  skip,
}) => {
  if (server.services.database.gate) skip("the embedded database has one transaction at a time");
  await within(async (lane) => [1, 2].forEach((id) => insert(lane, id)));
  const touch = (lane: Lane, id: number) => lane.send("UPDATE lane SET n = n + 1 WHERE id = ?", [id]);
  const [hasOne, hasTwo] = [Promise.withResolvers(), Promise.withResolvers()];
  const outcomes = await Promise.allSettled([
    within(async (lane) => {
      await touch(lane, 1);
      hasOne.resolve(null);
      await hasTwo.promise;
      void touch(lane, 2);
      insert(lane, 11);
      insert(lane, 12);
    }),
    within(async (lane) => {
      await touch(lane, 2);
      hasTwo.resolve(null);
      await hasOne.promise;
      void touch(lane, 1);
      insert(lane, 21);
      insert(lane, 22);
    }),
  ]);
  const [victim] = outcomes.filter(({ status }) => status === "rejected");
  expect((victim as PromiseRejectedResult).reason).toMatchObject({ code: "ER_LOCK_DEADLOCK" });
  const kept = outcomes[0]?.status === "fulfilled" ? [11, 12] : [21, 22];
  expect((await rows()).map(({ id }: { id: number }) => id)).toEqual([1, 2, ...kept]);
});
