// Says aloud what happens in a project: hears its stream, and rings, reminds and notifies, one tab for all.
import { waitBefore } from "../api/backoff.ts";
import { LastWordsDocument, WhoWaitsDocument, type VisitorRowFragment } from "../api/generated.ts";
import type { ProjectChange } from "../api/live.svelte.ts";
import { ask } from "../api/mutate.ts";
import { format } from "../format/format.svelte.ts";
import { preferences } from "../ui/preferences.svelte.ts";
import { words } from "../words/words.svelte.ts";
import { wordNews } from "./news.ts";
import { notifications } from "./notifications.svelte.ts";
import { isAnyInSight, keepInSight, reading } from "./presence.ts";
import { sounds } from "./sounds.svelte.ts";
import { afterEvent, afterReminder, afterShown, firstReminder, reminderAt, Turns } from "./turns.ts";
import { Watch, type Alarm, type Watched } from "./watch.ts";

/** A tab that nobody is at leaves the first word to the one that somebody is at. */
const courtesy = 200;
/** Where more happens than can be said, what is older than this is said no more: whoever waits is reminded of anyway. */
const freshFor = 30_000;

/** Who waits is asked for up to here. */
const most = 1_000;
/** A desktop shows fewer: the oldest of those who only came make room. */
const mostArrivals = 50;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export class Attention {
  /** Something has come up here since the page was opened. */
  hasRung = $state(false);
  readonly #projectId: string;
  readonly #open: (visitorId: string) => void;
  readonly #watch = new Watch();
  readonly #turns: Turns;
  /** What comes while it is being asked who waits already; null while nothing is asked. */
  #held: ProjectChange[] | null = null;
  #ended = false;
  /** Visitors whose coming, and nothing else, stands in a notification. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- bookkeeping that no screen shows
  readonly #came = new Set<string>();
  #reminder: ReturnType<typeof setTimeout> | undefined;
  /** Alarms are dealt with one after the other, in the order of the stream. */
  #last: Promise<void> = Promise.resolve();

  constructor(projectId: string, open: (visitorId: string) => void) {
    this.#projectId = projectId;
    this.#open = open;
    this.#turns = new Turns(projectId);
  }

  /** Until the answer is called. */
  start(listen: (hear: (change: ProjectChange) => void) => () => void): () => void {
    const stops = [
      listen((change) => this.#hear(change)),
      keepInSight(),
      sounds.watch(),
      notifications.watch(),
      this.#watchSight(),
    ];
    void this.#begin();
    return () => {
      this.#ended = true;
      clearTimeout(this.#reminder);
      stops.forEach((stop) => stop());
    };
  }

  #watchSight(): () => void {
    const look = () => this.#settle();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }

  /** Asks who waits already, until it is known: all that comes after that is news, and nothing before. */
  async #begin(): Promise<void> {
    if (this.#held) return;
    this.#held = [];
    for (let tries = 0; !this.#ended; tries++) {
      if (await this.#learn()) break;
      await pause(waitBefore(tries));
    }
    const held = this.#held;
    this.#held = null;
    for (const change of held) this.#hear(change);
    this.#settle();
  }

  /** As of the first page: what changes while the others are read is heard once more, and says nothing new of who is on them. */
  async #learn(known: Watched[] = [], after: string | null = null, asOf?: string): Promise<boolean> {
    const outcome = await ask(WhoWaitsDocument, { projectId: this.#projectId, after });
    if (!outcome.ok) return false;
    const { nodes, pageInfo, cursor } = outcome.data.visitors;
    const rows = [...known, ...nodes];
    const first = asOf ?? cursor;
    const areAll = !pageInfo.hasNextPage;
    if (!areAll && rows.length < most) return this.#learn(rows, pageInfo.endCursor, first);
    this.#watch.begin(rows, first, areAll);
    return true;
  }

  #hear(change: ProjectChange): void {
    if (this.#ended) return;
    if (change.kind === "RESYNC") void this.#begin();
    else if (this.#held) this.#held.push(change);
    else {
      const alarm = this.#watch.judge(change);
      const { visitor, cursor } = change;
      const at = Date.now();
      if (alarm && visitor) this.#last = this.#last.then(() => this.#raise(alarm, visitor, cursor, at));
      else this.#settle();
    }
  }

  async #raise(alarm: Alarm, visitor: VisitorRowFragment, cursor: string, at: number): Promise<void> {
    if (this.#ended) return;
    const age = Date.now() - at;
    if (age > freshFor) return this.#settle();
    this.hasRung = true;
    if (visitor.conversation && visitor.conversation.id === reading()) return this.#watch.look(visitor.id);
    // In a burst only the first has to wait.
    if (!document.hasFocus() && age < courtesy) await pause(courtesy - age);
    if (preferences.sounds && (await sounds.ready())) {
      const { ring } = await this.#turns.take((last) => afterEvent(last, cursor, Date.now()));
      if (ring) await sounds.play(alarm);
    }
    await this.#notify(alarm, visitor, cursor);
    this.#settle();
  }

  async #notify(alarm: Alarm, visitor: VisitorRowFragment, cursor: string): Promise<void> {
    if (!preferences.notifications || notifications.permission !== "granted" || (await isAnyInSight()))
      return;
    const { mine } = await this.#turns.take((last) => afterShown(last, cursor));
    if (!mine) return;
    const asked = alarm === "message" ? await ask(LastWordsDocument, { visitorId: visitor.id }) : null;
    // Signed out, or in another project by now: nothing of this one is shown any more.
    if (this.#ended) return;
    const messages = asked?.ok ? (asked.data.visitor?.conversation?.messages ?? []) : [];
    const last = messages.findLast(({ author }) => author === "VISITOR") ?? null;
    const news = wordNews(alarm, visitor, format.place(visitor.location), last, words.t);
    if (alarm === "visitor") this.#came.add(visitor.id);
    const [oldest] = this.#came;
    if (oldest !== undefined && this.#came.size > mostArrivals) this.#came.delete(oldest);
    notifications.show(visitor.id, news, () => this.#open(visitor.id));
  }

  /** Takes away what is no longer owed, and sets the clock for what still is. */
  #settle(atLeast = 0): void {
    // The notifications are those of whoever came after.
    if (this.#ended) return;
    const { owed } = this.#watch;
    // Who only came owes nothing: that has been said once the console is looked at.
    if (document.visibilityState === "visible") this.#came.clear();
    notifications.closeAllBut([...owed, ...this.#came]);
    clearTimeout(this.#reminder);
    if (owed.length === 0) return;
    const wait = Math.max(atLeast, reminderAt(this.#turns.last) - Date.now());
    this.#reminder = setTimeout(() => {
      this.#last = this.#last.then(() => this.#remind());
    }, wait);
  }

  async #remind(): Promise<void> {
    if (this.#ended || this.#watch.owed.length === 0) return;
    if (!document.hasFocus()) await pause(courtesy);
    const isAudible = preferences.sounds && (await sounds.ready());
    if (isAudible) {
      const { ring } = await this.#turns.take((last) => afterReminder(last, Date.now()));
      if (ring) await sounds.play("message", { softly: true });
    }
    this.#settle(isAudible ? 0 : firstReminder);
  }
}
