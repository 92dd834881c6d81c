// npm run several: three servers behind its proxy act as one, even when one of them dies.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { HttpClient, SocketClient, WidgetClient } from "./clients.js";
import { ON_MARIADB, freshDatabase } from "./database.js";
import { freePort } from "./process.js";
import { OWNER } from "./server.js";

const SCRIPT = new URL("../../scripts/several.mjs", import.meta.url).pathname;

/** Resolves with all that was said up to a line that matches. */
async function says(child: ChildProcess, what: RegExp): Promise<string> {
  let said = "";
  for await (const chunk of child.stdout ?? []) {
    said += String(chunk);
    if (what.test(said)) return said;
  }
  throw new Error(`it ended and had only said: ${said}`);
}

/** Whoever was connected to a server that died asks again, as browsers do: nothing was answered to it. */
async function insist<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
}

test.runIf(ON_MARIADB && process.env.ATALAYA_TEST_REDIS)(
  "three servers behind the proxy act as one, and go on when one of them dies",
  async () => {
    const database = await freshDatabase();
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const child = spawn(process.execPath, [SCRIPT], {
      env: {
        PATH: process.env.PATH,
        PORT: String(port),
        DATABASE_URL: database.url,
        REDIS_URL: process.env.ATALAYA_TEST_REDIS,
        ATALAYA_OWNER_EMAIL: OWNER.email,
        ATALAYA_OWNER_PASSWORD: OWNER.password,
        LOG_LEVEL: "silent",
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const gone = once(child, "exit");
    try {
      const said = await says(child, /All of them: .*\n/);
      expect(said).toContain(`All of them: ${url} (sign in as ${OWNER.email})`);
      const pids = [...said.matchAll(/\(process (\d+)\)/g)].map(([, pid]) => Number(pid));
      expect(new Set(pids).size).toBe(3);

      const agent = new HttpClient(`${url}/graphql`);
      await agent.ask(
        "mutation($email: String!, $password: String!) { signIn(email: $email, password: $password) { id } }",
        OWNER,
      );
      const { createProject } = await agent.ask(
        'mutation { createProject(name: "Tienda", allowedOrigins: []) { id key } }',
      );
      const socket = new SocketClient(`${url}/graphql`, {
        headers: { origin: url, cookie: agent.cookie ?? "" },
      });
      const screen = socket.subscribe(
        "subscription($id: ID!) { visitorChanges(projectId: $id) { kind visitor { number } } }",
        { id: createProject.id },
      );
      await screen.next();
      await new WidgetClient(url, createProject.key).open();
      expect(await screen.next(({ kind }) => kind === "ENTER")).toMatchObject({ visitor: { number: 1 } });

      process.kill(pids[0] as number, "SIGKILL");
      const visitor = new WidgetClient(url, createProject.key);
      await insist(() => visitor.open());
      await insist(() => visitor.ask("mutation { requestHuman { mode } }"));
      const { visitors } = await insist(() =>
        agent.ask("query($id: ID!) { visitors(projectId: $id) { totalCount needingAttention } }", {
          id: createProject.id,
        }),
      );
      expect(visitors).toEqual({ totalCount: 2, needingAttention: 1 });
      await socket.close();
    } finally {
      child.kill("SIGTERM");
      await gone;
      await database.drop();
    }
  },
);
