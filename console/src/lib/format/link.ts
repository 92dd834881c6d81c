// What may become a link, and how its address is shown. Everything here was written by strangers: what is not
// plainly an address stays text.

export interface Link {
  href: string;
  /** The real address, with nothing in it that hides or turns the text. */
  text: string;
}

export interface Segment {
  text: string;
  href: string | null;
}

/** What nobody sees, or what turns the direction of the text behind it. */
const hidden = /[\p{C}\p{Z}]/u;
const hiddenEach = /[\p{C}\p{Z}]/gu;
const inText = /(?<![\p{L}\p{N}])https?:\/\/[^\s<>"]+/giu;
const closers: Record<string, string> = { ")": "(", "]": "[", "}": "{" };

/** A page of the web. Names before an @ are refused: they serve to look like another site. */
export function webLink(url: string | null | undefined): Link | null {
  const parsed = parse(url);
  if (!parsed || !/^https?:$/u.test(parsed.protocol) || parsed.username || parsed.password) return null;
  return { href: parsed.href, text: readable(parsed.href) };
}

/** Nothing but one address: what could add other headers to the letter is refused. */
export function mailLink(email: string | null | undefined): string | null {
  if (!email || hidden.test(email)) return null;
  const [, local, domain] = /^([^@\s<>"(),:;\\[\]?&=]{1,64})@([\p{L}\p{N}.-]{1,255})$/u.exec(email) ?? [];
  return local && domain ? `mailto:${encodeURIComponent(local)}@${encodeURIComponent(domain)}` : null;
}

/** Digits as people write them; extensions and letters stay text. */
export function phoneLink(phone: string | null | undefined): string | null {
  if (!phone || !/^\+?[\d ().\-/\u00a0]{3,40}$/u.test(phone)) return null;
  const digits = phone.replaceAll(/\D/gu, "");
  if (digits.length < 3 || digits.length > 17) return null;
  return `tel:${phone.startsWith("+") ? "+" : ""}${digits}`;
}

/** The parts of a page's address; the host softly said, since a page of another site must not pass for one's own. */
export function pageParts(url: string): { host: string; path: string } | null {
  const parsed = webLink(url) && parse(url);
  if (!parsed) return null;
  return { host: parsed.host, path: readable(parsed.pathname + parsed.search + parsed.hash) };
}

/** The path of a page's address, which is what tells pages of one site apart; the address itself if it has none. */
export function pagePath(url: string): string {
  const parsed = parse(url);
  return parsed ? readable(parsed.pathname + parsed.search) : url;
}

/** A text cut into what is plain and what leads to the web. */
export function textLinks(text: string): Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  for (const match of text.matchAll(inText)) {
    const typed = withoutTail(match[0]);
    const link = hidden.test(typed) ? null : webLink(typed);
    if (!link) continue;
    if (match.index > from) segments.push({ text: text.slice(from, match.index), href: null });
    segments.push({ text: hostTyped(typed) === parse(typed)?.host ? typed : link.text, href: link.href });
    from = match.index + typed.length;
  }
  if (from < text.length) segments.push({ text: text.slice(from), href: null });
  return segments;
}

/** Punctuation after an address belongs to the sentence; a bracket only if it was not opened within. */
function withoutTail(typed: string): string {
  let end = typed.length;
  const open = new Map<string, number>();
  for (const sign of typed) open.set(sign, (open.get(sign) ?? 0) + 1);
  for (; end > 0; end--) {
    const last = typed[end - 1] ?? "";
    const opener = closers[last];
    const isLoose = opener ? (open.get(last) ?? 0) > (open.get(opener) ?? 0) : /[.,;:!?…»”’'*_~]/u.test(last);
    if (!isLoose) break;
    open.set(last, (open.get(last) ?? 1) - 1);
  }
  return typed.slice(0, end);
}

/** As it was written: where the browser reads another one (look-alike letters, odd numbers), the real one is shown. */
function hostTyped(typed: string): string {
  return (/^https?:\/\/([^/?#\\]*)/iu.exec(typed)?.[1] ?? "").toLowerCase();
}

/** Decoded as far as that can be read; what hides or turns the text stays encoded. */
function readable(encoded: string): string {
  try {
    return decodeURI(encoded).replaceAll(hiddenEach, encodeURIComponent);
  } catch {
    return encoded;
  }
}

function parse(url: string | null | undefined): URL | null {
  try {
    return new URL(url ?? "");
  } catch {
    return null;
  }
}
