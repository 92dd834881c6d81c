/** What the browser itself tells: locks between tabs, word of each other's changes, and the network's coming and going. */

/** Runs the work while no other tab holds the name. Where locks don't exist the server's ids alone prevent doubles. */
export async function exclusively(name: string, work: () => Promise<void>): Promise<void> {
  let started = false;
  const start = () => {
    started = true;
    return work();
  };
  try {
    await navigator.locks.request(name, start);
  } catch (error) {
    // No locks on an insecure page, or not for this frame.
    if (started) throw error;
    await work();
  }
}

/** Hears what other tabs write. Returns what stops it. */
export function hearOtherTabs(heard: (key: string, value: string | null) => void): () => void {
  const listener = (event: StorageEvent) => {
    if (event.key !== null) heard(event.key, event.newValue);
  };
  addEventListener("storage", listener);
  return () => removeEventListener("storage", listener);
}

/** Hears the network go and come back. Returns what stops it. */
export function hearNetwork(heard: (offline: boolean) => void): () => void {
  const listener = () => heard(!navigator.onLine);
  addEventListener("online", listener);
  addEventListener("offline", listener);
  return () => {
    removeEventListener("online", listener);
    removeEventListener("offline", listener);
  };
}
