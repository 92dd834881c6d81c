// "The last days" at a zone's midnight: one RESYNC, to exactly those whose day it is, also on days of 23 and 25 hours.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Answer, HttpClient } from "./clients.js";
import { SocketClient } from "./clients.js";
import { TestServer } from "./server.js";

let server: TestServer;
let agent: HttpClient;
let token: string;
let project: { id: string; key: string };
let now = new Date("2026-03-28T10:00:00.000Z");

const CHANGES = `subscription($projectId: ID!, $filter: VisitorFilter) {
  visitorChanges(projectId: $projectId, filter: $filter) { kind cursor visitorId counts { status count } } }`;
const LIST = `query($projectId: ID!, $filter: VisitorFilter) { visitors(projectId: $projectId, filter: $filter) {
  cursor totalCount counts { status count } } }`;

beforeAll(async () => {
  server = await TestServer.start({ clock: () => now, heartbeat: 100 });
  const founded = await server.setUp();
  project = founded.project;
  const { createApiToken } = await founded.agent.ask(
    'mutation($id: ID!) { createApiToken(projectId: $id, name: "test", role: MANAGER) { token } }',
    { id: project.id },
  );
  // A session would end while the clock travels; a token does not.
  token = createApiToken.token;
  agent = server.http({ authorization: `Bearer ${token}` });
  await server.widget(project.key).open();
});
afterAll(() => server.stop());

async function follow(timeZone: string) {
  const filter = { dates: { lastDays: 1, timeZone } };
  const socket = new SocketClient(`${server.url}/graphql`, { payload: { token } });
  const heard = socket.subscribe(CHANGES, { projectId: project.id, filter });
  await heard.next();
  return {
    resyncs: () => heard.all.filter(({ kind }) => kind === "RESYNC").length,
    /** Everything that the clock's last move could bring has come. */
    settled: async () => {
      for (let beats = 0; beats < 3; beats++) await heard.next((item: Answer) => item.kind === "HEARTBEAT");
    },
    next: (kind: string) => heard.next((item: Answer) => item.kind === kind),
    list: async () => (await agent.ask(LIST, { projectId: project.id, filter })).visitors,
    close: () => socket.close(),
  };
}

test.each([
  // A midnight that does not exist; the day after it has 23 hours.
  ["Asia/Beirut", "2026-03-28T22:00:00.000Z", "2026-03-29T21:00:00.000Z"],
  ["Africa/Cairo", "2026-04-23T22:00:00.000Z", "2026-04-24T21:00:00.000Z"],
  // A day of 25 hours, the last hour of which comes twice before midnight.
  ["Africa/Cairo", "2026-10-28T21:00:00.000Z", "2026-10-29T22:00:00.000Z"],
  ["America/Havana", "2026-11-01T04:00:00.000Z", "2026-11-02T05:00:00.000Z"],
])("in %s from %s to %s", async (timeZone, begins, ends) => {
  now = new Date(Date.parse(begins) - 3_600_000);
  await server.widget(project.key).open();
  const [local, elsewhere] = [await follow(timeZone), await follow("Asia/Kathmandu")];
  for (const [midnight, resyncs] of [
    [begins, 1],
    [ends, 2],
  ] as const) {
    now = new Date(Date.parse(midnight) - 1);
    // Whoever has gone by then goes now, and not between what is compared.
    await server.services.presence.sweep();
    await local.settled();
    // Kathmandu's own midnight is at 18:15 UTC, in between.
    await elsewhere.settled();
    const before = elsewhere.resyncs();
    expect(local.resyncs()).toBe(resyncs - 1);
    expect((await local.list()).totalCount).toBeGreaterThan(0);

    now = new Date(midnight);
    const resync = await local.next("RESYNC");
    const fresh = await local.list();
    expect(fresh.totalCount).toBe(0);
    expect(resync).toMatchObject({ cursor: fresh.cursor, counts: fresh.counts });
    await local.settled();
    await elsewhere.settled();
    expect(local.resyncs()).toBe(resyncs);
    expect(elsewhere.resyncs()).toBe(before);

    await server.widget(project.key).open();
    await local.next("ENTER");
  }
  await local.close();
  await elsewhere.close();
});
