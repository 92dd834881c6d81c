// What a page of ours may load, run and be framed by (Content Security Policy): nothing inline but what was written here, known
// by its hash.
import { createHash } from "node:crypto";

type Directives = Readonly<Record<string, readonly string[]>>;

const write = (directives: Directives) =>
  Object.entries(directives)
    .map(([name, values]) => [name, ...values].join(" "))
    .join("; ");

/** For answers that are no page: should a browser show one after all, it does nothing. */
export const NOTHING = write({
  "default-src": ["'none'"],
  "base-uri": ["'none'"],
  "form-action": ["'none'"],
  "frame-ancestors": ["'none'"],
});

/** What browsers can do that nothing here needs. */
export const PERMISSIONS = ["camera", "geolocation", "microphone", "payment", "usb"]
  .map((feature) => `${feature}=()`)
  .join(", ");

const SELF: Directives = {
  "default-src": ["'self'"],
  "style-src": ["'self'"],
  "img-src": ["'self'", "data:"],
  "object-src": ["'none'"],
  "base-uri": ["'none'"],
};

export function consolePolicy(html: string): string {
  return write({
    ...SELF,
    "script-src": ["'self'", ...hashesOf(html)],
    "connect-src": ["'self'"],
    "frame-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
  });
}

/** The demo shop loads the widget from the address that people use, which need not be the one it is looked at by. */
export function demoPolicy(html: string, publicUrl: string): string {
  const { origin } = new URL(publicUrl);
  return write({
    ...SELF,
    "script-src": ["'self'", origin, ...hashesOf(html)],
    "connect-src": ["'self'", origin, origin.replace(/^http/, "ws")],
    "form-action": ["'none'"],
    "frame-ancestors": ["'self'"],
  });
}

/** The scripts that stand in the page itself. */
const hashesOf = (html: string) =>
  [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, script = ""]) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`,
  );
