// The name under which a browser saves an export: what it holds and when it was made, safe on every file system.
import type { VisitorFilter } from "../visitors/index.js";
import type { Selection } from "./export.request.js";
import type { ExportWords } from "./export.words.js";

/**
 * Reserved by some file system, able to make a name look like another (controls, and marks that turn the direction), or
 * nothing that a header can hold (half a surrogate pair).
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}<>:"/\\|?*%;=~]+/gu;
const LONGEST_PART = 40;
const DAY = 86_400_000;

type DateRange = NonNullable<VisitorFilter["dates"]>;

export function fileName(
  words: ExportWords,
  asked: { filter: VisitorFilter | null; selection: Selection },
  /** On the reader's clock, as the milliseconds at which a clock in UTC shows the same. */
  local: number,
  extension: string,
): string {
  const { file } = words;
  const { status, search, dates, engagedOnly, online, needsAttention, params } = asked.filter ?? {};
  const { selection } = asked;
  const time = new Date(local).toISOString();
  const parts = [
    file.visitors,
    selection.kind === "ids" && file.selected,
    selection.kind === "page" && file.page(selection.paging.page ?? 1),
    status && file.tabs[status],
    dates && days(words, dates, local),
    engagedOnly && file.engaged,
    online != null && file.online[`${online}`],
    needsAttention != null && file.waiting[`${needsAttention}`],
    search?.trim(),
    ...(params ?? []).slice(0, 3).map(({ key, value }) => `${key} ${value}`),
    `${time.slice(0, 10)} ${time.slice(11, 16).replace(":", ".")}`,
  ];
  const safe = parts
    .map((part) =>
      part
        ? [...part.replace(UNSAFE, " ").replace(/\s+/gu, " ").trim()].slice(0, LONGEST_PART).join("").trim()
        : "",
    )
    .filter(Boolean);
  return `${safe.join(" - ")}.${extension}`;
}

function days({ file }: ExportWords, { from, to, lastDays }: DateRange, local: number): string | null {
  const day = (ago: number) => new Date(local - ago * DAY).toISOString().slice(0, 10);
  if (lastDays) return lastDays === 1 ? day(0) : `${day(lastDays - 1)} ${day(0)}`;
  if (from && to) return from === to ? from : `${from} ${to}`;
  if (from) return `${file.from} ${from}`;
  return to ? `${file.until} ${to}` : null;
}

/** RFC 6266: the name as it is, and one in ASCII for those who know no other. */
export function contentDisposition(name: string): string {
  const ascii = name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[^\x20-\x7E]+/gu, "_")
    .replaceAll('"', "_");
  const encoded = encodeURIComponent(name).replace(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
