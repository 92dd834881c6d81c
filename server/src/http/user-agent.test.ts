import { expect, test } from "vitest";
import { readUserAgent } from "./user-agent.js";

test.each([
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36",
    "desktop",
    "Chrome 150",
    "Windows 10",
  ],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15",
    "desktop",
    "Safari 26",
    "macOS",
  ],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1",
    "mobile",
    "Safari 26",
    "iOS 18.6",
  ],
  [
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Mobile Safari/537.36",
    "mobile",
    "Chrome 150",
    "Android 10",
  ],
  [
    "Mozilla/5.0 (X11; Linux x86_64; rv:151.0) Gecko/20100101 Firefox/151.0",
    "desktop",
    "Firefox 151",
    "Linux",
  ],
])("%s", (header, type, browser, os) => {
  expect(readUserAgent(header)).toEqual({ type, browser, os });
});

test("no header, or one that no browser sends, is no fault", () => {
  expect(readUserAgent(null)).toEqual({ type: "unknown", browser: null, os: null });
  expect(readUserAgent("💥\u0000()")).toMatchObject({ browser: null });
});

test("of a header that no browser sends no more is read than is kept", () => {
  const said = "Mozilla/5.0 (X11; Linux x86_64) Firefox/151.0";
  expect(readUserAgent(`${"a".repeat(600)} ${said}`).browser).toBeNull();
  expect(readUserAgent(`${said} ${"a".repeat(15_000)}`).browser).toBe("Firefox 151");
});
