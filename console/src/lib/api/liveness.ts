// How true the screen is, told from its streams: each brings an item or a heartbeat at least every 15 s, and what it
// keeps up to date is exact as of the last one.

export type Liveness = "connecting" | "live" | "reconnecting" | "offline";

export interface Stream {
  /** When its data were last known to be exact, in ms. */
  exactAt: number;
  /** Since when it does not follow; null while it does. */
  downSince: number | null;
  /** Asked for just now, and not missed yet: a new filter is no fault. */
  fresh: boolean;
}

/** A first answer may take this long before anybody calls it a fault. */
const grace = 2_000;
/** After this long without a stream the screen no longer counts as about to come back. */
const patience = 10_000;
/** Longer than any silence of a stream that works: what it keeps can no longer be called exact. */
const longestSilence = 18_000;
/** A line this silent is dead. Later than the above, so that a server that is merely slow is not stormed. */
const deadAfter = 30_000;

/** `wasLive`: the screen has been live before, so that a fresh stream only goes on with that. */
export function livenessOf(
  streams: Iterable<Stream>,
  now: number,
  { online, wasLive }: { online: boolean; wasLive: boolean },
): Liveness {
  if (!online) return "offline";
  const waited: number[] = [];
  let fresh = false;
  let count = 0;
  for (const stream of streams) {
    count++;
    const since = missedSince(stream, now);
    if (since === null) continue;
    if (stream.fresh && now - since < grace) fresh = true;
    else waited.push(now - since);
  }
  if (waited.length > 0) return Math.max(...waited) > patience ? "offline" : "reconnecting";
  return (fresh || count === 0) && !wasLive ? "connecting" : "live";
}

/** Milliseconds since everything on the screen was last known to be exact. */
export function ageOf(streams: Iterable<Stream>, now: number): number {
  let age = 0;
  for (const { exactAt } of streams) age = Math.max(age, now - exactAt);
  return age;
}

/** Whether a stream that should be following has said nothing for so long that its line must be dead. */
export function isDead({ downSince, exactAt }: Stream, now: number): boolean {
  return downSince === null && now - exactAt > deadAfter;
}

function missedSince({ downSince, exactAt }: Stream, now: number): number | null {
  if (downSince !== null) return downSince;
  return now - exactAt > longestSilence ? exactAt + longestSilence : null;
}
