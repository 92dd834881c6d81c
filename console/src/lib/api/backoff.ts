const first = 1_000;
const longest = 20_000;

/** Full jitter: any moment up to a doubling limit, so that many consoles do not come back all at once. */
export function waitBefore(retry: number, random: () => number = Math.random): number {
  return random() * Math.min(longest, first * 2 ** retry);
}

/** A RESYNC may reach every console at once: none asks later than this, and not all together. */
export const resyncWithin = 1_000;
