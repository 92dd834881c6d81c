// What browsers are told of every kind of answer: what it may do, who may frame it, and that its type is what it says.
import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { HttpClient } from "./clients.js";
import { TestServer } from "./server.js";

let server: TestServer;
let agent: HttpClient;
let project: { id: string; key: string };

beforeAll(async () => {
  server = await TestServer.start();
  ({ agent, project } = await server.setUp());
});
afterAll(() => server.stop());

const get = (path: string, init: RequestInit = {}) =>
  fetch(server.url + path, {
    redirect: "manual",
    ...init,
    headers: { cookie: agent.cookie ?? "", ...init.headers },
  });
const directives = (answer: Response) =>
  new Map(
    (answer.headers.get("content-security-policy") ?? "").split("; ").map((line) => {
      const [name = "", ...values] = line.split(" ");
      return [name, values];
    }),
  );
const scriptsIn = (html: string) =>
  [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, script = ""]) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`,
  );

/** One of every kind of route, and what it answers. */
const ROUTES: [string, string, RequestInit, number][] = [
  ["the console", "/1/visitors", {}, 200],
  ["the demo", "/demo", {}, 200],
  ["a file of the demo", "/demo/shop.js", {}, 200],
  ["the demo's other address", "/demo/", {}, 301],
  ["the widget's loader", "/widget.js", {}, 200],
  ["the button's look", "/widget/KEY/look", {}, 200],
  ["the widget's status", "/widget/KEY/status", {}, 200],
  [
    "the widget's API",
    "/widget/KEY/graphql",
    {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"query":"{ session { mode } }"}',
    },
    200,
  ],
  [
    "the API",
    "/graphql",
    { method: "POST", headers: { "content-type": "application/json" }, body: '{"query":"{ me { id } }"}' },
    200,
  ],
  [
    "a document that is none",
    "/graphql",
    { method: "POST", headers: { "content-type": "application/json" }, body: "{" },
    400,
  ],
  ["an export", "/projects/1/visitors.csv", {}, 200],
  ["health", "/healthz", {}, 200],
  ["readiness", "/readyz", {}, 200],
  ["a file that is missing", "/nothing.png", {}, 404],
  ["a method that is not served", "/nothing", { method: "DELETE" }, 404],
];

test.each(ROUTES)("%s says what it is, and lets nothing inline run", async (_name, path, init, status) => {
  const answer = await get(path.replace("KEY", project.key).replace("/1/", `/${project.id}/`), init);
  expect(answer.status).toBe(status);
  await answer.arrayBuffer();
  expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  expect(answer.headers.get("referrer-policy")).toBe("strict-origin-when-cross-origin");
  expect(answer.headers.get("permissions-policy")).toContain("camera=()");
  expect(answer.headers.get("strict-transport-security")).toBeNull();
  expect(answer.headers.get("x-powered-by")).toBeNull();
  const policy = answer.headers.get("content-security-policy");
  if (/javascript/.test(answer.headers.get("content-type") ?? "")) return;
  expect(policy).not.toMatch(/unsafe-|\*/);
  expect(directives(answer).has("default-src")).toBe(true);
  expect(directives(answer).has("frame-ancestors")).toBe(true);
});

test("the console's page runs the scripts that were built, and can be framed by nobody", async () => {
  const page = await get(`/${project.id}/visitors`);
  const policy = directives(page);
  expect(policy.get("script-src")).toEqual(["'self'", ...scriptsIn(await page.text())]);
  expect(policy.get("style-src")).toEqual(["'self'"]);
  expect(policy.get("frame-ancestors")).toEqual(["'none'"]);
  expect(policy.get("object-src")).toEqual(["'none'"]);
  expect(page.headers.get("x-frame-options")).toBe("DENY");
});

test("the demo runs its one inline script by its hash, whichever key it was filled in with", async () => {
  const page = await get(`/demo?key=${project.key}`);
  const html = await page.text();
  const hashes = scriptsIn(html);
  expect(html).toContain(project.key);
  expect(hashes.length).toBeGreaterThan(0);
  expect(directives(page).get("script-src")).toEqual(["'self'", server.url, ...hashes]);
});

test("where people come by https, browsers are told to stay there, and the demo loads from there", async () => {
  const secure = await TestServer.start({ env: { PUBLIC_URL: "https://chat.example.com" } });
  await secure.services.setup.setUpOwner("ana@example.com", "correct horse battery", "en");
  const { address } = secure;
  for (const path of ["/", "/graphql", "/widget.js", "/demo"]) {
    const answer = await fetch(address + path);
    expect(answer.headers.get("strict-transport-security"), path).toBe("max-age=31536000");
  }
  const page = directives(await fetch(`${address}/demo`));
  expect(page.get("script-src")).toContain("https://chat.example.com");
  expect(page.get("connect-src")).toEqual(["'self'", "https://chat.example.com", "wss://chat.example.com"]);
  await secure.stop();
});
