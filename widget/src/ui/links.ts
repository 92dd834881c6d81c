/** Finds the web addresses in a text. Only http and https ever become links. */
export type Piece = { text: string; href?: string };

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`{}|\\^\p{Cc}]+/giu;

export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);
    const href = safeHref(address);
    if (!href) continue;
    if (match.index > end) found.push({ text: text.slice(end, match.index) });
    found.push({ text: address, href });
    end = match.index + address.length;
  }
  if (end < text.length || !found.length) found.push({ text: text.slice(end) });
  return found;
}

/** Punctuation after an address belongs to the sentence, and so does a bracket that was opened before it. */
function trimmed(address: string): string {
  let unopened = count(address, /[)\]]/g) - count(address, /[([]/g);
  let end = address.length;
  for (; ; end--) {
    const last = address.charAt(end - 1);
    if (/[.,;:!?…]/.test(last)) continue;
    if (!/[)\]]/.test(last) || unopened <= 0) return address.slice(0, end);
    unopened--;
  }
}

function count(text: string, what: RegExp): number {
  return text.match(what)?.length ?? 0;
}

function safeHref(address: string): string | null {
  try {
    const url = new URL(address);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}
