/**
 * Ids and tokens. `crypto.randomUUID` exists on secure pages only, `getRandomValues` everywhere.
 */
function bytes(count: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(count));
}

/** 256 random bits, base64url: the visitor's own key to its conversation. */
export function newToken(): string {
  return btoa(String.fromCharCode(...bytes(32)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=/g, "");
}

/** A version 4 UUID. */
export function newId(): string {
  const random = bytes(16);
  random[6] = (random[6]! & 0x0f) | 0x40;
  random[8] = (random[8]! & 0x3f) | 0x80;
  const hex = [...random].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
