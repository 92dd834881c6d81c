import type { Shortcuts } from "#lib/shell/shortcuts.ts";

/** J and K or the arrows move the focus from row to row; 1 to 6 choose a tab. */
export function listKeys(body: HTMLElement | undefined, choose: readonly (() => void)[]): Shortcuts {
  const move = (by: 1 | -1) => {
    const rows = [...(body?.querySelectorAll<HTMLElement>("[data-visitor]") ?? [])];
    const focused = rows.findIndex((row) => row.contains(document.activeElement));
    const selected = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
    const at = focused >= 0 ? focused : selected;
    const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))];
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
