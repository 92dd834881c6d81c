/** The path of a page's address, which is what tells pages of one site apart; the address itself if it has none. */
export function pagePath(url: string): string {
  try {
    const { pathname, search } = new URL(url);
    return pathname + search;
  } catch {
    return url;
  }
}

/** Only http and https may become a link; anything else stays text. */
export function safeLink(url: string | null | undefined): string | null {
  return url && /^https?:\/\//iu.test(url) ? url : null;
}
