// The part of the outbox that is kept on disk. Storage that is missing or full must never stop a reply.

export interface Outgoing {
  clientId: string;
  conversationId: string;
  text: string;
  expectedLastSeq: number;
  at: string;
}

const keyOf = (agentId: string) => `atalaya.outbox.${agentId}`;

export function loadOutgoing(agentId: string): Outgoing[] {
  try {
    const parsed: unknown = JSON.parse(localStorage.getItem(keyOf(agentId)) ?? "[]");
    return Array.isArray(parsed) ? parsed.filter(isOutgoing) : [];
  } catch {
    return [];
  }
}

export function saveOutgoing(agentId: string, all: readonly Outgoing[]): void {
  const kept = all.map(({ clientId, conversationId, text, expectedLastSeq, at }) => ({
    clientId,
    conversationId,
    text,
    expectedLastSeq,
    at,
  }));
  try {
    if (kept.length > 0) localStorage.setItem(keyOf(agentId), JSON.stringify(kept));
    else localStorage.removeItem(keyOf(agentId));
  } catch {
    // Without storage a reply lives as long as the page.
  }
}

/** A reply that is tried again and those behind it, as far as they were written without knowing of `seq`. */
export function knowing<One extends Outgoing>(all: readonly One[], again: One, seq: number): One[] {
  const behind = all.slice(all.indexOf(again));
  return behind.filter((one) => one.conversationId === again.conversationId && one.expectedLastSeq < seq);
}

function isOutgoing(value: unknown): value is Outgoing {
  const one = value as Partial<Outgoing> | null;
  return (
    typeof one?.clientId === "string" &&
    typeof one.conversationId === "string" &&
    typeof one.text === "string" &&
    typeof one.expectedLastSeq === "number" &&
    typeof one.at === "string"
  );
}
