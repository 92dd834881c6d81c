/** Full jitter: many browsers that lost one server at once do not all come back at once. */
const BASE_MS = 500;
const CAP_MS = 30_000;

export function backoff(attempt: number, random: () => number = Math.random): number {
  return random() * Math.min(CAP_MS, BASE_MS * 2 ** Math.min(attempt, 10));
}
