// What the tabs of this browser must know of one another: whether one is in sight, and which conversation is being read.

const inSight = "atalaya.in-sight";
const readingKey = "atalaya.reading";
/** A tab that died cannot say that it has stopped reading. */
const readingLasts = 20_000;
const readingEvery = 8_000;

/** Says that this tab is in sight, while it is, until the answer is called. The browser takes it back when the tab dies. */
export function keepInSight(): () => void {
  let stop: (() => void) | null = null;
  const look = () => {
    if (document.visibilityState !== "visible") {
      stop?.();
      stop = null;
    } else if (!stop) {
      const end = new AbortController();
      let letGo: () => void = () => {};
      const held = new Promise<void>((resolve) => (letGo = resolve));
      stop = () => {
        end.abort();
        letGo();
      };
      // Notifications exist only where locks do, so that no other way is needed.
      navigator.locks
        ?.request(inSight, { mode: "shared", signal: end.signal }, () => held)
        .catch(() => undefined);
    }
  };
  look();
  document.addEventListener("visibilitychange", look);
  return () => {
    document.removeEventListener("visibilitychange", look);
    stop?.();
  };
}

export async function isAnyInSight(): Promise<boolean> {
  if (document.visibilityState === "visible") return true;
  const { held } = (await navigator.locks?.query()) ?? {};
  return held?.some(({ name }) => name === inSight) ?? false;
}

/** Says which conversation is read here, until the answer is called. Only one tab can have the person's eyes. */
export function tellReading(conversationId: string): () => void {
  const tell = () => {
    if (document.visibilityState === "visible" && document.hasFocus())
      write({ conversationId, at: Date.now() });
    else takeBack();
  };
  const takeBack = () => {
    if (reading() === conversationId) write(null);
  };
  tell();
  const timer = setInterval(tell, readingEvery);
  addEventListener("focus", tell);
  addEventListener("blur", takeBack);
  document.addEventListener("visibilitychange", tell);
  return () => {
    clearInterval(timer);
    removeEventListener("focus", tell);
    removeEventListener("blur", takeBack);
    document.removeEventListener("visibilitychange", tell);
    takeBack();
  };
}

/** The conversation that somebody has before their eyes in some tab of this browser. */
export function reading(): string | null {
  try {
    const told = JSON.parse(localStorage.getItem(readingKey) ?? "null") as {
      conversationId?: unknown;
      at?: unknown;
    } | null;
    const isFresh = typeof told?.at === "number" && Math.abs(Date.now() - told.at) < readingLasts;
    return isFresh && typeof told?.conversationId === "string" ? told.conversationId : null;
  } catch {
    return null;
  }
}

function write(told: { conversationId: string; at: number } | null): void {
  try {
    if (told) localStorage.setItem(readingKey, JSON.stringify(told));
    else localStorage.removeItem(readingKey);
  } catch {
    // Without storage other tabs do not know, and may ring.
  }
}
