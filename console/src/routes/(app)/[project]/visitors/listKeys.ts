import type { Shortcuts } from "#lib/shell/shortcuts.ts";

const rows = (body: HTMLElement | undefined) => [
  ...(body?.querySelectorAll<HTMLElement>("[data-visitor]") ?? []),
];

/** The visitor whose row has the focus. */
export function focusedVisitor(body: HTMLElement | undefined): string | null {
  return rows(body).find((row) => row.contains(document.activeElement))?.dataset["visitor"] ?? null;
}

/** J and K or the arrows move the focus from row to row; 1 to 6 choose a tab. */
export function listKeys(body: HTMLElement | undefined, choose: readonly (() => void)[]): Shortcuts {
  const move = (by: 1 | -1) => {
    const all = rows(body);
    const focused = all.findIndex((row) => row.contains(document.activeElement));
    const at = focused >= 0 ? focused : all.findIndex((row) => row.dataset["opened"] === "true");
    const next = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))];
    next?.querySelector("button")?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  return {
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    ...Object.fromEntries(choose.map((act, index) => [String(index + 1), act])),
  };
}
