// What the console costs: the first load, and how quickly it answers while the list changes fifty times a second, beside the
// same with a list that keeps still. Times are the browser's own performance entries.
import type { Page } from "@playwright/test";
import { Crowd } from "../crowd.js";
import { House, OWNER, expect, signIn, test } from "../house.js";
import { pressRows, rowsOf } from "../pointer.js";

const OWNER_ENV = {
  ATALAYA_OWNER_EMAIL: OWNER.email,
  ATALAYA_OWNER_PASSWORD: OWNER.password,
  LANG: "es_ES.UTF-8",
};
const PRESSES = Number(process.env["BENCH_PRESSES"] ?? 1000);
const ROUNDS = Number(process.env["BENCH_ROUNDS"] ?? 20);

interface Timing {
  /** The event, and its key: "keydown 1", "pointerup". */
  name: string;
  duration: number;
}

/** From the press to the next frame, for every press and key; tasks that held the page up. */
async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const store = window as unknown as { interactions: Timing[]; tasks: number[]; key: string };
    store.key = "";
    addEventListener("keydown", ({ key }) => (store.key = key), true);
    addEventListener("pointerdown", () => (store.key = ""), true);
    store.interactions = [];
    store.tasks = [];
    new PerformanceObserver((list) => {
      for (const { name, duration, interactionId } of list.getEntries() as (PerformanceEntry & {
        interactionId: number;
      })[])
        if (interactionId > 0) store.interactions.push({ name: `${name} ${store.key}`, duration });
    }).observe({ type: "event", durationThreshold: 16 } as PerformanceObserverInit);
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) store.tasks.push(duration);
    }).observe({ type: "longtask" });
  });
}

const seen = (page: Page) =>
  page.evaluate(() => {
    const { interactions, tasks } = window as unknown as { interactions: Timing[]; tasks: number[] };
    return { interactions, tasks };
  });

/** Everything that an agent does in a list, over and over. */
async function work(page: Page): Promise<void> {
  // Quick fingers: a key is held this long, in ms.
  const held = { delay: 30 };
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key, held);
  };
  for (let round = 0; round < ROUNDS; round++) {
    await press("1", "2", "j", "j", "k", "/");
    await page.keyboard.type("ana", held);
    await press("Backspace", "Backspace", "Backspace", "Escape");
    await expect(rowsOf(page)).toHaveCount(20);
    await rowsOf(page)
      .nth(round % 10)
      .hover();
    await page.mouse.down();
    await page.mouse.up();
    await press("i", "c", "Escape");
  }
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Which keys and presses cost the most. */
function slowestOf(list: string, interactions: readonly Timing[]): Record<string, string>[] {
  const kinds = new Map<string, number[]>();
  for (const { name, duration } of interactions) kinds.set(name, [...(kinds.get(name) ?? []), duration]);
  return [...kinds]
    .map(([interaction, times]) => ({ interaction, times }))
    .toSorted((a, b) => percentile(b.times, 0.98) - percentile(a.times, 0.98))
    .slice(0, 6)
    .map(({ interaction, times }) => ({
      list,
      interaction,
      times: String(times.length),
      "p50 ms": String(percentile(times, 0.5)),
      "p98 ms": String(percentile(times, 0.98)),
    }));
}

test("the console", async ({ person }) => {
  const house = await House.open(OWNER_ENV);
  const table: Record<string, string>[] = [];
  const slowest: Record<string, string>[] = [];
  const crowd = await Crowd.at(house);
  try {
    await crowd.come(60);
    const { page } = await person();
    await signIn(page, house);
    await expect(rowsOf(page)).toHaveCount(20);

    // The first load, with nothing in the browser's cache.
    const fresh = await page.context().newPage();
    const session = await fresh.context().newCDPSession(fresh);
    await session.send("Network.setCacheDisabled", { cacheDisabled: true });
    const address = `${house.url}/${crowd.projectId}/visitors?status=new`;
    await fresh.goto(address);
    await expect(rowsOf(fresh)).toHaveCount(20);
    const load = await fresh.evaluate(() => {
      const scripts = performance
        .getEntriesByType("resource")
        .filter(({ name }) => new URL(name).pathname.endsWith(".js")) as PerformanceResourceTiming[];
      return {
        files: scripts.length,
        bytes: scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
        encoding: [
          ...new Set(scripts.map((one) => (one.encodedBodySize < one.decodedBodySize ? "packed" : "plain"))),
        ],
      };
    });
    console.log(
      `First load of Visitors: ${(load.bytes / 1000).toFixed(1)} kB of JavaScript (${load.encoding.join(", ")}) in ${load.files} files; wanted: under 150 kB\n`,
    );
    await fresh.close();

    for (const busy of [false, true]) {
      await page.goto(address);
      await expect(rowsOf(page)).toHaveCount(20);
      await watch(page);
      const begun = performance.now();
      const stop = busy ? crowd.storm(await crowd.ids("NEW")) : () => Promise.resolve(0);
      await work(page);
      const events = await stop();
      const seconds = (performance.now() - begun) / 1000;
      const { interactions, tasks } = await seen(page);
      const times = interactions.map(({ duration }) => duration);
      slowest.push(...slowestOf(busy ? "changes" : "keeps still", interactions));
      table.push({
        list: busy ? "changes" : "keeps still",
        "events/s": (events / seconds).toFixed(0),
        "interactions over 16 ms": String(times.length),
        "p50 ms": String(percentile(times, 0.5)),
        "p98 ms": String(percentile(times, 0.98)),
        "longest ms": String(Math.max(0, ...times)),
        "tasks over 50 ms": String(tasks.length),
        "longest task ms": Math.max(0, ...tasks).toFixed(0),
      });
    }
    console.table(table);
    console.table(slowest);

    await page.goto(address);
    await expect(rowsOf(page)).toHaveCount(20);
    const stop = crowd.storm(await crowd.ids("NEW"));
    const begun = performance.now();
    const wrong = await pressRows(page, PRESSES);
    const rate = (await stop()) / ((performance.now() - begun) / 1000);
    console.log(
      `Opened what was drawn: ${PRESSES - wrong.length} of ${PRESSES} presses, at ${rate.toFixed(0)} events a second`,
    );
    expect(wrong).toEqual([]);
  } finally {
    await crowd.end();
    await house.close();
  }
});
