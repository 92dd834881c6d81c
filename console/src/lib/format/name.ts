/** Up to two initials of a name, or null when there is nothing to take them from. */
export function initials(name: string | null | undefined): string | null {
  const words = (name ?? "").trim().split(/\s+/u).filter(Boolean);
  const first = words[0];
  if (!first) return null;
  const last = words.length > 1 ? words[words.length - 1] : undefined;
  return [first, last]
    .filter((word) => word !== undefined)
    .map((word) => [...word][0] ?? "")
    .join("")
    .toLocaleUpperCase();
}

/** The first word of a name: how one speaks to its bearer. */
export function firstName(name: string): string {
  return name.trim().split(/\s+/u)[0] ?? name;
}
