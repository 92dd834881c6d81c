// When the senders are still, everything comes to rest by itself: each console's list equals a fresh query, each reader has its
// conversation whole, and what the senders noted is what stands in the database.
import type { Api } from "./api.js";
import type { Bell } from "./bell.js";
import { type Facts, groupBy } from "./facts.js";
import type { Reader } from "./reader.js";
import { type Screen, type Snapshot, difference, freshList, isSameList } from "./screen.js";

const PATIENCE = 40_000;
const LOOK_AGAIN = 250;

/** Problems of the screen: it must have heard of something behind `heard`, and equal a fresh query. */
async function atRest(
  screen: Screen,
  fresh: () => Promise<Snapshot & { alike: boolean }>,
  heard: number,
  bell: Bell,
): Promise<string[]> {
  const end = Date.now() + PATIENCE;
  for (let before = ""; ;) {
    const now = await fresh();
    const { place } = screen.rule;
    const isSame = !screen.isWaiting && isSameList(screen, now);
    if (isSame && now.alike && place > heard) return [];
    const found = `${screen.name} ${difference(screen, now)} (it stands at ${place}, the head is ${now.seq})`;
    // What an item carries may be newer than its cursor, so one look is not enough to call a screen stale.
    if (!screen.isWaiting && now.alike && place === now.seq && !isSame && found === before)
      return [`stale: ${found}`];
    if (Date.now() > end)
      return [place > heard ? `stale: ${found}` : `deaf: ${found} and heard nothing since ${heard}`];
    before = found;
    await bell.next(LOOK_AGAIN);
  }
}

/** Screens with the same filter share their fresh queries. */
export async function screensAtRest(
  screens: readonly Screen[],
  api: Api,
  projectId: string,
  heard: number,
  bell: Bell,
): Promise<string[]> {
  const problems: string[] = [];
  for (const alike of groupBy(screens, (screen) => JSON.stringify(screen.filter)).values()) {
    let last: { at: number; list: Promise<Snapshot & { alike: boolean }> } | null = null;
    const fresh = () => {
      if (!last || Date.now() - last.at > LOOK_AGAIN / 2)
        last = { at: Date.now(), list: freshList(api, projectId, alike[0]?.filter) };
      return last.list;
    };
    problems.push(...(await Promise.all(alike.map((screen) => atRest(screen, fresh, heard, bell)))).flat());
  }
  return problems;
}

/** Every reader must come to where its visitor's newest conversation was when this was called. */
export async function readersAtRest(
  readers: readonly { reader: Reader; visitorId: string }[],
  facts: Facts,
  bell: Bell,
): Promise<string[]> {
  const problems: string[] = [];
  for (const { reader, visitorId } of readers) {
    const newest = Math.max(
      ...facts.conversations.filter((each) => each.visitorId === visitorId).map((each) => Number(each.id)),
    );
    const rows = facts.messages.filter((row) => Number(row.conversationId) === newest);
    try {
      await bell.until(
        () =>
          `${reader.name} to reach ${rows.at(-1)?.seq} of conversation ${newest}; it has ${reader.rule.seq} of ${reader.conversationId}`,
        PATIENCE,
        () => reader.check(rows) !== null,
      );
      problems.push(...(reader.check(rows) ?? []));
    } catch (error) {
      problems.push(`stale: ${(error as Error).message}`);
    }
  }
  return problems;
}
