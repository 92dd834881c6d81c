// What was being written, by whom and to whom, kept across reloads: whoever signs in next in this browser does not find it.

const keyOf = (agentId: string, conversationId: string) => `atalaya.draft.${agentId}.${conversationId}`;

export function loadDraft(agentId: string, conversationId: string): string {
  try {
    return localStorage.getItem(keyOf(agentId, conversationId)) ?? "";
  } catch {
    return "";
  }
}

export function saveDraft(agentId: string, conversationId: string, text: string): void {
  const key = keyOf(agentId, conversationId);
  try {
    if (text) localStorage.setItem(key, text);
    else localStorage.removeItem(key);
  } catch {
    // Without storage a draft lives as long as the page.
  }
}
