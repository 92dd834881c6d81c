// Everything in these comes from strangers.
import { expect, it } from "vitest";
import { mailLink, pageParts, pagePath, phoneLink, textLinks, webLink } from "./link.ts";

const overriding = "\u202E";

it("links to the web alone, whatever the address pretends", () => {
  expect(webLink("https://shop.example/")).toEqual({
    href: "https://shop.example/",
    text: "https://shop.example/",
  });
  expect(webLink("HTTP://Shop.example")?.href).toBe("http://shop.example/");
  for (const hostile of [
    "javascript:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "JaVaScRiPt://shop.example/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox",
    "blob:https://shop.example/1",
    "file:///etc/passwd",
    "//shop.example/",
    "/carrito",
    "android-app://com.example",
    "https://bank.example@evil.example/",
    "https://bank.example:443@evil.example/",
    "https://",
    "",
    null,
    undefined,
  ]) {
    expect(webLink(hostile), String(hostile)).toBeNull();
  }
});

it("shows the real address: readable, with nothing hidden in it and no look-alike host", () => {
  expect(webLink("https://shop.example/caf%C3%A9?q=ma%C3%B1ana%20s%C3%AD")?.text).toBe(
    "https://shop.example/café?q=mañana%20sí",
  );
  expect(webLink(`https://shop.example/${overriding}gpj.exe`)?.text).toBe(
    "https://shop.example/%E2%80%AEgpj.exe",
  );
  expect(webLink("https://shop.example/a\u200Bb\u2066c")?.text).toBe(
    "https://shop.example/a%E2%80%8Bb%E2%81%A6c",
  );
  expect(webLink("https://shop.example/%E2%80")?.text).toBe("https://shop.example/%E2%80");
  // The first letter is Cyrillic.
  expect(webLink("https://\u0430pple.example/")?.text).toBe("https://xn--pple-43d.example/");
  const long = `https://shop.example/${"a".repeat(100_000)}`;
  expect(webLink(long)?.href).toBe(long);
});

it("tells the host of a page from its path, and paths from one another", () => {
  expect(pageParts("https://shop.example:8080/cart?a=1#x")).toEqual({
    host: "shop.example:8080",
    path: "/cart?a=1#x",
  });
  expect(pageParts("javascript:alert(1)")).toBeNull();
  expect(pagePath("https://shop.example/cart?a=1#x")).toBe("/cart?a=1");
  expect(pagePath("nonsense")).toBe("nonsense");
});

it("writes letters to one address, with no headers of the visitor's", () => {
  expect(mailLink("ana.ruiz+web@correo.example")).toBe("mailto:ana.ruiz%2Bweb@correo.example");
  expect(mailLink("ana@año.example")).toBe("mailto:ana@a%C3%B1o.example");
  for (const hostile of [
    "ana@example.com?bcc=all@evil.example",
    "ana@example.com&bcc=x",
    "ana@example.com,eva@evil.example",
    "ana@example.com\nbcc:x@evil.example",
    `ana${overriding}@example.com`,
    "Ana <ana@example.com>",
    "ana",
    "a@b@c.example",
    `${"a".repeat(100_000)}@example.com`,
    "",
    null,
  ]) {
    expect(mailLink(hostile), String(hostile).slice(0, 40)).toBeNull();
  }
});

it("dials what is a number and nothing else", () => {
  expect(phoneLink("+57 310 555-0199")).toBe("tel:+573105550199");
  expect(phoneLink("(01) 555.01/99")).toBe("tel:015550199");
  for (const hostile of [
    "555 ext. 5",
    "*#06#",
    "555;ext=1",
    "tel:123",
    `555${overriding}0199`,
    "1",
    "",
    null,
  ]) {
    expect(phoneLink(hostile), String(hostile)).toBeNull();
  }
});

it("finds the addresses in a message, without the punctuation around them", () => {
  const found = (text: string) =>
    textLinks(text)
      .filter(({ href }) => href)
      .map(({ text }) => text);
  expect(textLinks("Mira https://shop.example/a, ¿sí?")).toEqual([
    { text: "Mira ", href: null },
    { text: "https://shop.example/a", href: "https://shop.example/a" },
    { text: ", ¿sí?", href: null },
  ]);
  expect(found("(https://es.example/wiki/Helecho_(planta)).")).toEqual([
    "https://es.example/wiki/Helecho_(planta)",
  ]);
  expect(found("http://a.example y HTTPS://B.example/x…")).toEqual([
    "http://a.example",
    "HTTPS://B.example/x",
  ]);
  expect(found("«https://a.example/»")).toEqual(["https://a.example/"]);
  expect(textLinks("Nada que ver")).toEqual([{ text: "Nada que ver", href: null }]);
  expect(textLinks("")).toEqual([]);
  // What is not shown as it was written is shown as it is.
  expect(found("https://\u0430pple.example/")).toEqual(["https://xn--pple-43d.example/"]);
  expect(found("http://0x7f.1/")).toEqual(["http://127.0.0.1/"]);
  for (const hostile of [
    "javascript:alert(1)",
    "data:text/html,x",
    "https://bank.example@evil.example/",
    `https://shop.example/${overriding}gpj.exe`,
    "https://shop.example/a\u200Bb",
    "https://",
    "xhttps://shop.example/",
  ]) {
    const segments = textLinks(hostile);
    expect(segments, hostile).toEqual([{ text: hostile, href: null }]);
  }
  const brackets = `https://a.example/${")".repeat(50_000)}`;
  expect(found(brackets)).toEqual(["https://a.example/"]);
  expect(textLinks("https://".repeat(20_000)).length).toBeGreaterThan(0);
});
