// The page that the flow's editor frames: the widget with the flow that is being tried out, and nothing else.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join("; ");

export function servePreview(
  app: FastifyInstance,
  root: string,
  isPreview: (key: string) => Promise<boolean>,
): void {
  app.get<{ Querystring: { key?: unknown } }>("/preview", async (request, reply) => {
    const { key } = request.query;
    if (typeof key !== "string" || !(await isPreview(key)))
      return reply
        .code(404)
        .type("text/plain; charset=utf-8")
        .send("This preview is over. Begin another one in the flow's editor.");
    const html = await readFile(join(root, "index.html"), "utf8");
    return reply
      .headers({ "content-security-policy": POLICY, "cache-control": "no-store" })
      .type("text/html; charset=utf-8")
      .send(html);
  });
  for (const file of ["preview.js", "preview.css"])
    app.get(`/preview/${file}`, (_request, reply) =>
      reply.header("cache-control", "no-cache").sendFile(file, root, { cacheControl: false }),
    );
}
