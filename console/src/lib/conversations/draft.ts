// What was being written, by whom and to whom, kept across reloads and whatever new conversation begins: whoever signs in next in this browser does not find it.

const keyOf = (agentId: string, visitorId: string) => `atalaya.draft.${agentId}.${visitorId}`;

export function loadDraft(agentId: string, visitorId: string): string {
  try {
    return localStorage.getItem(keyOf(agentId, visitorId)) ?? "";
  } catch {
    return "";
  }
}

export function saveDraft(agentId: string, visitorId: string, text: string): void {
  const key = keyOf(agentId, visitorId);
  try {
    if (text) localStorage.setItem(key, text);
    else localStorage.removeItem(key);
  } catch {
    // Without storage a draft lives as long as the page.
  }
}
