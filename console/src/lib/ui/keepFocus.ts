// Whoever works by key takes a row away with its own button, and the focus would go with it, to nowhere. It goes to the row that
// took the place instead; when none is left, to the first thing that can be done around.
import type { Attachment } from "svelte/attachments";

export const keepFocus: Attachment<HTMLElement> = (box) => {
  let place = -1;
  const rows = () => [...box.querySelectorAll("li")];

  function remember({ target }: FocusEvent) {
    place = rows().findIndex((row) => row.contains(target as Node));
  }

  function pass() {
    if (place < 0 || document.activeElement !== document.body) return;
    const all = rows();
    const heir = all[Math.min(place, all.length - 1)]?.querySelectorAll<HTMLElement>("button");
    // Whoever has it now is remembered as it comes.
    place = -1;
    const next = [...(heir ?? [])].at(-1) ?? box.querySelector<HTMLElement>("input, button") ?? box;
    next.focus({ preventScroll: true });
  }

  const observer = new MutationObserver((changes) => {
    if (!changes.some(({ removedNodes }) => [...removedNodes].some((node) => node instanceof HTMLElement)))
      return;
    pass();
    // A dialog that asked first gives the focus back to what is no longer there a moment later.
    requestAnimationFrame(pass);
  });
  box.addEventListener("focusin", remember);
  observer.observe(box, { childList: true, subtree: true });
  return () => {
    box.removeEventListener("focusin", remember);
    observer.disconnect();
  };
};
