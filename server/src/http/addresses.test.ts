import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { expect, test } from "vitest";
import { Addresses } from "./addresses.js";

test("a request whose peer has gone already has no address, and is no fault", () => {
  const request = new IncomingMessage(new Socket());
  request.headers["x-forwarded-for"] = "203.0.113.9";
  for (const trusted of [[], ["10.0.0.0/8"]]) expect(new Addresses(trusted).of(request)).toBe("");
});
