/** How the tabs of one browser stay together: a lock for sending, and word of each other's changes. */

/** Runs the work while no other tab holds the name. Where locks don't exist the server's ids alone prevent doubles. */
export async function exclusively(name: string, work: () => Promise<void>): Promise<void> {
  if (!("locks" in navigator)) return work();
  await navigator.locks.request(name, work);
}

/** Hears what other tabs write. Returns what stops it. */
export function hearOtherTabs(heard: (key: string, value: string | null) => void): () => void {
  const listener = (event: StorageEvent) => {
    if (event.key !== null) heard(event.key, event.newValue);
  };
  addEventListener("storage", listener);
  return () => removeEventListener("storage", listener);
}
