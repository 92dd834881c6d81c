import { expect, test } from "vitest";
import { Origins } from "./origins.js";

const origins = new Origins(() => "https://chat.example.com/");
const isOwn = (origin: string | undefined, host: string) => origins.isOwn({ origin, host });

test("ours is PUBLIC_URL, whatever address the request came to, and nothing that only looks like it", () => {
  expect(isOwn("https://chat.example.com", "10.0.0.7:4000")).toBe(true);
  for (const origin of [
    undefined,
    "null",
    "",
    "http://chat.example.com",
    "https://chat.example.com:8443",
    "https://chat.example.com.evil.example",
    "https://chat.example.com@evil.example",
  ])
    expect(isOwn(origin, "chat.example.com"), origin).toBe(false);
});

test("on the machine itself it is the address that was asked, in plain HTTP: another port or scheme is another's page", () => {
  for (const host of ["localhost", "localhost:4000", "127.0.0.1:4000", "[::1]:4000"]) {
    expect(isOwn(`http://${host}`, host)).toBe(true);
    expect(isOwn(`https://${host}`, host)).toBe(false);
    expect(isOwn("http://localhost:5000", host)).toBe(false);
  }
  // A name that leads to this machine is no address of it: whoever owns the name would be let in.
  expect(isOwn("http://evil.example:4000", "evil.example:4000")).toBe(false);
});

test("a page may carry the widget when its project allows it, when it is ours, and when it is no page", () => {
  const mayCarry = (origin: string | undefined) =>
    origins.mayCarry({ origin, host: "chat.example.com" }, ["https://shop.example.com"]);
  for (const origin of [undefined, "https://shop.example.com", "https://chat.example.com"])
    expect(mayCarry(origin)).toBe(true);
  for (const origin of ["null", "http://shop.example.com", "https://shop.example.com:444"])
    expect(mayCarry(origin)).toBe(false);
});
