// Serves what was built: the console as a single page, the widget's scripts, and the demo shop that carries the widget.
import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply } from "fastify";
import { consolePolicy, demoPolicy } from "./policy.js";

export interface StaticPaths {
  console: string;
  widget: string;
  demo: string;
  preview: string;
}

const YEAR = "public, max-age=31536000, immutable";
const FRESH = "no-cache";

export async function serveStatic(
  app: FastifyInstance,
  paths: StaticPaths,
  demo: { publicUrl: () => string; key: (wanted: string | undefined) => Promise<string | null> },
): Promise<void> {
  await app.register(fastifyStatic, { root: paths.console, serve: false, preCompressed: true });
  const page = consolePage(paths.console);

  app.get("/widget.js", (_request, reply) => script(reply, paths.widget, "widget.js", "public, max-age=300"));
  app.get<{ Params: { file: string } }>("/widget/:file", (request, reply) =>
    /^[\w.-]+\.js(\.map)?$/.test(request.params.file)
      ? script(reply, join(paths.widget, "widget"), request.params.file, YEAR)
      : reply.callNotFound(),
  );
  app.get<{ Querystring: { key?: unknown } }>("/demo", async (request, reply) => {
    const { key: wanted } = request.query;
    const key = await demo.key(typeof wanted === "string" ? wanted : undefined);
    // What to do about it is said by the console, in the language of whoever reads.
    if (!key) return sendPage(reply.code(404));
    const html = await readFile(join(paths.demo, "index.html"), "utf8");
    const filled = html.replaceAll("__ATALAYA_KEY__", key).replaceAll("__ATALAYA_URL__", demo.publicUrl());
    return reply
      .headers({
        "content-security-policy": demoPolicy(filled, demo.publicUrl()),
        "cache-control": FRESH,
      })
      .type("text/html; charset=utf-8")
      .send(filled);
  });
  app.get<{ Params: { "*": string } }>("/demo/*", (request, reply) => {
    const file = request.params["*"];
    // The page is filled in at its own address only, which has no slash at its end.
    if (/^[./]*(index\.html)?$/.test(file))
      return reply.redirect(`/demo${/\?.*/s.exec(request.url)?.[0] ?? ""}`, 301);
    return reply.sendFile(file, paths.demo, { maxAge: 0 });
  });

  app.setNotFoundHandler((request, reply) => {
    const path = URL.canParse(request.url, "http://server")
      ? new URL(request.url, "http://server").pathname
      : null;
    if (request.method !== "GET" && request.method !== "HEAD")
      return reply.code(404).send({ error: "There is nothing here." });
    if (path === null)
      return reply.code(404).type("text/plain; charset=utf-8").send("There is nothing here.");
    if (
      path !== "/" &&
      existsSync(join(paths.console, path)) &&
      !path.includes("..") &&
      path !== "/index.html"
    ) {
      return reply
        .header("cache-control", path.includes("/immutable/") ? YEAR : FRESH)
        .sendFile(path, paths.console, { cacheControl: false });
    }
    if (/\.\w{2,5}$/.test(path))
      return reply.code(404).type("text/plain; charset=utf-8").send("There is no such file.");
    return sendPage(reply);
  });

  function sendPage(reply: FastifyReply) {
    if (!page)
      return reply
        .code(503)
        .type("text/plain; charset=utf-8")
        .send("The console is not built. Run npm run build.");
    return reply.headers(page.headers).type("text/html; charset=utf-8").send(page.html);
  }
}

function script(reply: FastifyReply, root: string, file: string, cache: string) {
  return reply
    .headers({
      "access-control-allow-origin": "*",
      "cross-origin-resource-policy": "cross-origin",
      "cache-control": cache,
    })
    .sendFile(file, root, { cacheControl: false });
}

/** The console's one page, with a policy that allows its own inline scripts by their hashes and no others. */
function consolePage(root: string) {
  const file = join(root, "index.html");
  if (!existsSync(file)) return null;
  const html = readFileSync(file, "utf8");
  return {
    html,
    headers: {
      "content-security-policy": consolePolicy(html),
      "x-frame-options": "DENY",
      "cache-control": FRESH,
    },
  };
}
