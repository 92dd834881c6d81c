/** What goes wrong in here stays in here: the page that carries the chat never hears of it. */

export function attempt<T>(work: () => T, failed?: (error: unknown) => void): T | undefined {
  try {
    return work();
  } catch (error) {
    failed?.(error);
    return undefined;
  }
}

/** Where a promise that nobody waits for puts its failure. */
export function report(error: unknown): void {
  console.error("Atalaya:", error);
}

/** Runs an entry point on behalf of the host page. */
export const guard = <T>(work: () => T): T | undefined => attempt(work, report);
