import { once } from "node:events";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fetchWithin } from "./deadline.ts";

describe("a question over a line that is dead", () => {
  let server: Server;
  let address = "";

  beforeEach(async () => {
    server = createServer((request, response) => {
      if (request.url === "/half") response.write("{");
      if (request.url === "/whole") response.end("{}");
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it("is given up when no answer begins, and when one does not end", async () => {
    await expect(fetchWithin(50)(`${address}/never`)).rejects.toThrow(/timeout/u);
    const half = await fetchWithin(50)(`${address}/half`);
    await expect(half.text()).rejects.toThrow(/timeout/u);
  });

  it("is answered, or called off, as ever", async () => {
    const whole = await fetchWithin(5_000)(`${address}/whole`);
    expect(await whole.json()).toEqual({});
    const signal = AbortSignal.abort(new Error("nobody asks any more"));
    await expect(fetchWithin(5_000)(`${address}/never`, { signal })).rejects.toThrow("nobody asks any more");
  });
});
