// What is typed between asking to reply and the box being there: a real field takes it, out of sight, so that no key
// is lost or taken for a shortcut, whatever the keyboard; the box takes it over.
let waiting: { visitorId: string; field: HTMLTextAreaElement } | null = null;

export function beginReply(visitorId: string, label: string): void {
  if (waiting?.visitorId === visitorId) return waiting.field.focus();
  endReply();
  const field = document.createElement("textarea");
  field.setAttribute("aria-label", label);
  field.className = "fixed start-0 bottom-0 size-px opacity-0";
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    endReply();
  });
  // Who turns to something else without having written wants no box any more.
  field.addEventListener("blur", () => {
    if (field.value === "" && waiting?.field === field) endReply();
  });
  document.body.append(field);
  waiting = { visitorId, field };
  field.focus({ preventScroll: true });
}

/** What was typed for this visitor, for whoever draws the box; null if nobody asked to reply. */
export function takeReply(visitorId: string): { text: string; focused: boolean } | null {
  if (!waiting) return null;
  const { field } = waiting;
  const mine = waiting.visitorId === visitorId;
  const taken = { text: field.value, focused: document.activeElement === field };
  endReply();
  return mine ? taken : null;
}

function endReply(): void {
  const field = waiting?.field;
  waiting = null;
  field?.remove();
}
