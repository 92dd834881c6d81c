/** The origin of an address as a person types it ("example.com", "https://example.com/shop"); null if it is none. */
export function siteOrigin(text: string): string | null {
  const typed = text.trim();
  if (!typed) return null;
  const local = /^(localhost|127\.|\[::1\])/iu.test(typed);
  const address = /^[a-z][a-z0-9+.-]*:\/\//iu.test(typed) ? typed : `${local ? "http" : "https"}://${typed}`;
  try {
    const url = new URL(address);
    if (url.protocol !== "https:" && url.protocol !== "http:") return null;
    if (!url.hostname.includes(".") && url.hostname !== "localhost" && !url.hostname.startsWith("["))
      return null;
    return url.origin;
  } catch {
    return null;
  }
}
