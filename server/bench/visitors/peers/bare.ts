// The least that a web server can do: answers a fixed page without a database, or runs the statements that it was given for a
// page, one after the other, and answers with their rows.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Statement, openDriver } from "../driver.ts";

const [url = "", file = ""] = process.argv.slice(2);
const { body, pages } = JSON.parse(readFileSync(file, "utf8")) as { body: string; pages: Statement[][] };
const driver = await openDriver(url);

const server = createServer((request, response) => {
  const answer = (text: string) => response.writeHead(200, { "content-type": "application/json" }).end(text);
  const page = pages[Number(request.url?.slice(1) || NaN)];
  request.resume();
  if (!page) return void answer(body);
  const run = async () => {
    const rows = [];
    for (const statement of page) rows.push(await driver.read(statement));
    return JSON.stringify(rows, (_key, value: unknown) =>
      typeof value === "bigint" ? Number(value) : value,
    );
  };
  run().then(answer, (error: unknown) => response.writeHead(500).end(String(error)));
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
process.on("SIGTERM", () => process.exit(0));
