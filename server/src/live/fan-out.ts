// Equal subscriptions (same operation, same variables, same rights) share a group: one reader of the feed, one execution and
// one payload an event. Who comes with a place of its own is brought there alone, then stands with the others.
import { LoaderScope } from "../graphql/loader.js";
import { type Feed, persist } from "./feed.js";
import { Batch, Member, type Wire } from "./member.js";
import { HEARTBEAT } from "./tails.js";

/** Executes and serialises an item; null: there is nothing to tell after all. Rejects when the database is away. */
export type Render = (item: unknown, scope: LoaderScope) => Promise<Buffer | null>;

/** After so many deliveries others have a turn. */
const PORTION = 500;

export class FanOut {
  private readonly groups = new Map<string, Group>();

  /** `heartbeat`: longest silence of a stream, in ms. */
  constructor(private readonly heartbeat = HEARTBEAT) {}

  /** What `render` makes is the same for all who share `key`: whoever comes first lends it. */
  join(key: string, feed: Feed, render: () => Render, wire: Wire): Member {
    let group = this.groups.get(key);
    if (!group) {
      const made = new Group(feed, render(), this.heartbeat, () => {
        if (this.groups.get(key) === made) this.groups.delete(key);
      });
      this.groups.set(key, made);
      group = made;
    }
    return group.join(feed, wire);
  }
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

class Group {
  private readonly members = new Set<Member>();
  private readonly end = new AbortController();
  private readonly opened: Promise<void>;
  private stand: unknown;
  /** Grows with every reading; who waits for the next one is woken. */
  private readings = 0;
  private wakers: (() => void)[] = [];
  private users = 0;
  private ended: { error: Error | null } | null = null;

  constructor(
    private readonly feed: Feed,
    private readonly render: Render,
    private readonly heartbeat: number,
    private readonly forget: () => void,
  ) {
    this.opened = new Promise((resolve) => {
      this.run(resolve)
        .then(
          () => this.over(null),
          (error: unknown) => this.over(error as Error),
        )
        .finally(resolve);
    });
  }

  join(feed: Feed, wire: Wire): Member {
    this.users++;
    const away = feed.attend();
    const member = new Member(
      wire,
      feed.permit,
      () => ({ order: this.readings, batch: this.batch([feed.resync(this.stand)]) }),
      () => {
        away();
        this.members.delete(member);
        if (--this.users === 0) this.close();
      },
    );
    this.bring(member, feed).catch((error: unknown) => member.fail(error as Error));
    return member;
  }

  /** From one line to the next the member stands where the group stands: nothing falls between the two. */
  private async bring(member: Member, feed: Feed): Promise<void> {
    await this.opened;
    for (let { readings } = this; !this.ended && (await feed.isAhead(this.stand)); { readings } = this) {
      await this.next(readings);
      if (member.over) return;
    }
    if (this.ended) return this.release(member, this.ended.error);
    if (member.over) return;
    const { stand } = this;
    this.members.add(member);
    await member.arrive(this.batches(feed.arrive(stand)));
  }

  private async *batches(portions: AsyncIterable<readonly unknown[]> | Iterable<readonly unknown[]>) {
    for await (const portion of portions) {
      const batch = await this.batch(portion);
      if (batch.payloads.length > 0) yield batch;
    }
  }

  private async run(opened: () => void): Promise<void> {
    const { signal } = this.end;
    let quietSince = Date.now();
    const patience = () => quietSince + this.heartbeat - Date.now();
    for await (const steps of this.feed.live(signal, patience)) {
      if (signal.aborted) return;
      const told = steps.flatMap(({ item, scope }) => (item === null ? [] : [{ item, scope }]));
      let payloads = await this.payloads(told);
      const stand = steps.length > 0 ? steps[steps.length - 1]?.stand : this.stand;
      // Also when much happens that is not for these subscribers: their place must move on.
      if (payloads.length === 0 && patience() <= 0)
        payloads = await this.payloads([{ item: this.feed.heartbeat(stand) }]);
      if (payloads.length > 0) {
        quietSince = Date.now();
        // Groups render one after another, then all deliver: deliveries in a row are cheaper than here and there.
        await nextTurn();
      }
      this.stand = stand;
      this.readings++;
      opened();
      const wakers = this.wakers;
      this.wakers = [];
      for (const wake of wakers) wake();
      // The place and those who are told are taken in one step: who joins from now on is behind this batch.
      if (payloads.length > 0) await this.tell([...this.members], new Batch(payloads, this.readings));
    }
  }

  private async tell(members: readonly Member[], batch: Batch): Promise<void> {
    for (let from = 0; from < members.length; from += PORTION) {
      if (from > 0) await nextTurn();
      for (const member of members.slice(from, from + PORTION)) member.offer(batch);
    }
  }

  private async batch(items: readonly unknown[]): Promise<Batch> {
    const scope = new LoaderScope();
    return new Batch(await this.payloads(items.map((item) => ({ item, scope }))));
  }

  private async payloads(told: readonly { item: unknown; scope?: LoaderScope }[]): Promise<Buffer[]> {
    const render = ({ item, scope }: (typeof told)[number]) => {
      let known = scope ?? new LoaderScope();
      return persist(this.end.signal, () => {
        const rendered = this.render(item, known);
        // What failed to load stays failed in its scope.
        known = new LoaderScope();
        return rendered;
      });
    };
    const payloads = await Promise.all(told.map(render));
    return payloads.filter((payload) => payload !== null);
  }

  private next(readings: number): Promise<void> {
    if (this.readings > readings || this.end.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => this.wakers.push(resolve));
  }

  private over(error: Error | null): void {
    this.ended = { error };
    this.close();
    for (const member of [...this.members]) this.release(member, error);
  }

  private release(member: Member, error: Error | null): void {
    if (error) member.fail(error);
    else member.end();
  }

  private close(): void {
    this.forget();
    this.end.abort();
    for (const wake of this.wakers.splice(0)) wake();
  }
}
