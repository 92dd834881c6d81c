// What is being written to a visitor, as it stands on this browser's disk, and what becomes of it when the server has answered. Kept
// for each agent and visitor, across reloads and whatever new conversation begins: whoever signs in next does not find it.

export interface Draft {
  text: string;
  /** The version at the server that this was built upon; null: none is known. */
  base: string | null;
  /** When it was typed, in milliseconds since 1970 by this browser's clock. */
  at: number;
  /** Holds what the server has not. */
  dirty: boolean;
  /** What was written at another device without knowing of this: offered, so that nothing typed is lost. */
  aside: string | null;
}

export interface Kept {
  text: string;
  version: string;
}

export const blank: Draft = { text: "", base: null, at: 0, dirty: false, aside: null };
/** The server keeps no longer one. */
export const longestDraft = 16_000;

/** The server has answered a save of `sent`. */
export function afterSave(draft: Draft, sent: string, kept: Kept | null, replaced: string | null): Draft {
  const now = setAside(draft, replaced);
  const isMine = kept === null ? sent.trim() === "" : kept.text === sent;
  const base = kept?.version ?? null;
  const typedOn = draft.text !== sent;
  if (isMine) return { ...now, base, dirty: typedOn };
  const theirs = kept?.text ?? "";
  // Another device wrote later than what was sent. What has been typed since is later still.
  if (typedOn) return { ...setAside(now, theirs), base, dirty: true };
  return { ...setAside({ ...now, text: theirs }, sent), base, dirty: false };
}

/** What the server keeps, asked without a save; the same draft where there is no news. */
export function afterLook(draft: Draft, kept: Kept | null): Draft {
  const base = kept?.version ?? null;
  // What is written here goes to the server first, which knows what was typed last.
  if (draft.dirty || draft.base === base) return draft;
  return { ...draft, text: kept?.text ?? "", base };
}

/** What the box holds already needs no place beside it. */
function setAside(draft: Draft, text: string | null): Draft {
  if (!text?.trim() || draft.text.includes(text.trim())) return draft;
  if (draft.aside?.includes(text.trim())) return draft;
  return { ...draft, aside: draft.aside ? `${draft.aside}\n${text}` : text };
}

type Disk = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const keyOf = (agentId: string, visitorId: string) => `atalaya.draft.${agentId}.${visitorId}`;

export function loadDraft(agentId: string, visitorId: string, disk: () => Disk = () => localStorage): Draft {
  try {
    const kept: unknown = JSON.parse(disk().getItem(keyOf(agentId, visitorId)) ?? "null");
    return isDraft(kept) ? kept : blank;
  } catch {
    return blank;
  }
}

export function storeDraft(
  agentId: string,
  visitorId: string,
  draft: Draft,
  disk: () => Disk = () => localStorage,
): void {
  const key = keyOf(agentId, visitorId);
  try {
    if (draft.text || draft.dirty || draft.aside) disk().setItem(key, JSON.stringify(draft));
    else disk().removeItem(key);
  } catch {
    // Without storage a draft lives as long as the page, and at the server.
  }
}

function isDraft(value: unknown): value is Draft {
  const { text, base, at, dirty, aside } = (value ?? {}) as Partial<Draft>;
  return (
    typeof text === "string" &&
    (base === null || typeof base === "string") &&
    typeof at === "number" &&
    typeof dirty === "boolean" &&
    (aside === null || typeof aside === "string")
  );
}
