// The README's examples, run as they stand there.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { HttpClient } from "./clients.js";
import { TestServer } from "./server.js";

const root = (path: string) => new URL(`../../${path}`, import.meta.url).pathname;
const readme = readFileSync(root("README.md"), "utf8");
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map(
    (match) => match[1] ?? "",
  );

let server: TestServer;
let project: { id: string; key: string };
let token: string;
let program: HttpClient;
let variables: Record<string, string>;

beforeAll(async () => {
  server = await TestServer.start();
  const founded = await server.setUp();
  project = founded.project;
  const { createApiToken } = await founded.agent.ask(
    'mutation($id: ID!) { createApiToken(projectId: $id, name: "README", role: MANAGER) { token } }',
    { id: project.id },
  );
  token = createApiToken.token;
  program = server.http({ authorization: `Bearer ${token}` });
  const visitor = server.widget(project.key);
  const { conversationId } = await visitor.becomeProspect({
    name: "María Gómez",
    email: "maria@correo.example",
  });
  const { visitors } = await program.ask("query($id: ID!) { visitors(projectId: $id) { nodes { id } } }", {
    id: project.id,
  });
  variables = {
    projectId: project.id,
    conversationId,
    visitorId: visitors.nodes[0].id,
    clientId: randomUUID(),
  };
});
afterAll(() => server.stop());

test("every GraphQL example works, in the order of the page", async () => {
  const documents = blocks("graphql");
  expect(documents.length).toBeGreaterThanOrEqual(4);
  for (const document of documents) {
    const used = Object.fromEntries(
      Object.entries(variables).filter(([name]) => document.includes(`$${name}`)),
    );
    const { data, errors } = await program.raw(document, used);
    expect([document, errors]).toEqual([document, []]);
    expect(data).not.toBeNull();
  }
  expect((await program.ask(documents[0] ?? "", { projectId: project.id })).visitors.totalCount).toBe(0);
});

test("the live example prints a visitor who comes", async () => {
  const file = root("server/test/.readme-watch.mjs");
  writeFileSync(file, blocks("js")[0] ?? "");
  const child = spawn(process.execPath, [file], {
    env: { PATH: process.env.PATH, ATALAYA_URL: server.url, ATALAYA_TOKEN: token, PROJECT_ID: project.id },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const visitor = server.widget(project.key);
    await visitor.open();
    const heard = once(child.stdout, "data");
    // The watcher takes a moment to connect; whoever writes again is seen again.
    let printed: string | null = null;
    void heard.then(([chunk]) => (printed = String(chunk)));
    while (printed === null) await visitor.send("hello");
    expect(printed).toMatch(/^(ENTER|UPDATE) #2 NEW/);
  } finally {
    child.kill();
    rmSync(file);
  }
});

test("the snippet is the one that the console shows, but for its address and key", async () => {
  const [example] = blocks("html");
  const { project: found } = await program.ask("query($id: ID!) { project(id: $id) { snippet } }", {
    id: project.id,
  });
  expect(
    found.snippet.replace(project.key, "pk_YOUR_PROJECT_KEY").replace(server.url, "https://chat.example.com"),
  ).toBe(example?.trim());
});

test("every setting of the table is read, and every setting that is read stands in the table", async () => {
  const config = readFileSync(root("server/src/config.ts"), "utf8");
  const read = [...config.matchAll(/env\.([A-Z_]+)/g)].map((match) => match[1] ?? "");
  const internal = ["NODE_ENV", "LC_ALL", "LANG"];
  for (const name of new Set(read)) if (!internal.includes(name)) expect(readme).toContain(`\`${name}\``);
  for (const [, name] of readme.matchAll(/^\| `([A-Z_]+)`/gm)) expect(read).toContain(name);
});
