// Single keys, dead wherever a key means something else: in fields, menus, with a modifier held; and for whoever switched
// them off. Escape is no such key: it always closes.
import { preferences } from "../ui/preferences.svelte.ts";

export type Shortcuts = Partial<Record<string, () => void>>;

/** Whether a key pressed there is typing or belongs to a control. */
function isBusy(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  return Boolean(
    element?.closest?.(
      "input:not([type=checkbox]), textarea, select, [contenteditable], [role=menu], [role=listbox], [role=dialog]",
    ),
  );
}

/** Runs what the key stands for; says whether there was anything. */
export function runShortcut(event: KeyboardEvent, shortcuts: Shortcuts): boolean {
  // Brackets stand behind AltGr on many keyboards: it is held to type the key, not beside it.
  const isHeld = !event.getModifierState("AltGraph") && (event.ctrlKey || event.altKey);
  if (event.defaultPrevented || isHeld || event.metaKey || isBusy(event.target)) {
    return false;
  }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const act = preferences.shortcuts || key === "Escape" ? shortcuts[key] : undefined;
  if (!act) return false;
  event.preventDefault();
  act();
  return true;
}
