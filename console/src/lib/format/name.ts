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

/** What is known of somebody: typed by themselves, or vouched for by the site. */
interface Known {
  name: string | null;
  verified?: { name: string | null; email?: string | null } | null;
}

/** The site knows better than what was typed. */
export const nameOf = ({ name, verified }: Known): string | null => verified?.name ?? name;

export const emailOf = ({ email, verified }: Known & { email: string | null }): string | null =>
  verified?.email ?? email;

/** The first word of a name: how one speaks to its bearer. */
export function firstName(name: string): string {
  return name.trim().split(/\s+/u)[0] ?? name;
}
