// Typing, looking, going to another page: shown while they last, never stored. Every process hears of them over the bus, keeps
// those that are on, and ends by its own clock those that nobody repeats.
import type { Id } from "../database/columns.js";
import type { Bus } from "../live/bus.js";
import type { AuthorWord } from "./conversation.words.js";

export interface Gesture {
  /** PAGE: the visitor went to another page. */
  kind: "TYPING" | "VIEWING" | "PAGE";
  by: AuthorWord;
  agentId: Id | null;
  on: boolean;
}

type Listener = (gesture: Gesture) => void;

const TOPIC = "gestures";
/** How long each lasts after its last sign, in ms. Going to another page is over as it happens. */
const LASTS = { TYPING: 6_000, VIEWING: 15_000, PAGE: 0 };
/** At most so often each goes out; what comes sooner goes out then, unless it is over by then. */
const PAUSE = 1_000;
const SWEEP = 250;

/** One kind of one person in one conversation. */
interface Track {
  conversationId: Id;
  gesture: Gesture;
  /** On until then. */
  until: number;
  /** When it last went out from here. */
  sentAt: number;
  waits: boolean;
}

export class Gestures {
  private readonly tracks = new Map<Id, Map<string, Track>>();
  private readonly listeners = new Map<Id, Set<Listener>>();
  private readonly watchers = new Map<string, number>();
  private readonly deaf: () => void;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly bus: Bus,
    private readonly clock: () => Date,
  ) {
    this.deaf = bus.listen(TOPIC, (payload) => {
      const [conversationId, gesture] = payload as [Id, Gesture];
      this.hear(conversationId, gesture);
    });
  }

  stop(): void {
    this.deaf();
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
  }

  show(conversationId: Id, gesture: Gesture): void {
    const track = this.track(conversationId, gesture);
    if (!gesture.on) {
      track.waits = false;
      if (track.until > this.now) this.send(track, gesture);
    } else if (this.now - track.sentAt >= PAUSE) this.send(track, gesture);
    else track.waits = true;
  }

  /** What was typed has been sent: it is typed no more, and no sign of it that waits for its turn goes out. */
  spoke(conversationId: Id, by: AuthorWord, agentId: Id | null): void {
    if (this.tracks.has(conversationId))
      this.show(conversationId, { kind: "TYPING", by, agentId, on: false });
  }

  listen(conversationId: Id, listener: Listener): () => void {
    const all = this.listeners.get(conversationId) ?? new Set();
    this.listeners.set(conversationId, all);
    all.add(listener);
    return () => {
      all.delete(listener);
      if (all.size === 0) this.listeners.delete(conversationId);
    };
  }

  /** Those that are on now. */
  present(conversationId: Id): Gesture[] {
    const { now } = this;
    return [...(this.tracks.get(conversationId)?.values() ?? [])].flatMap((track) =>
      track.until > now ? [track.gesture] : [],
    );
  }

  /** An agent has the conversation open; call what it returns when it has not. What it shows there ends with the last. */
  watch(conversationId: Id, agentId: Id): () => void {
    const key = `${conversationId} ${agentId}`;
    this.watchers.set(key, (this.watchers.get(key) ?? 0) + 1);
    return () => {
      const left = (this.watchers.get(key) ?? 1) - 1;
      if (left > 0) return void this.watchers.set(key, left);
      this.watchers.delete(key);
      for (const gesture of this.present(conversationId))
        if (gesture.agentId === agentId) this.show(conversationId, { ...gesture, on: false });
    };
  }

  /** Ends what nobody repeated, and sends what waited for its turn. */
  sweep(): void {
    const { now } = this;
    for (const [conversationId, tracks] of this.tracks) {
      for (const [key, track] of tracks) {
        if (track.waits && now - track.sentAt >= PAUSE) this.send(track, { ...track.gesture, on: true });
        if (track.gesture.on && track.until <= now) this.end(track);
        if (!track.waits && track.until <= now && now - track.sentAt >= PAUSE) tracks.delete(key);
      }
      if (tracks.size === 0) this.tracks.delete(conversationId);
    }
    if (this.tracks.size > 0 || !this.timer) return;
    clearInterval(this.timer);
    this.timer = null;
  }

  private get now(): number {
    return this.clock().getTime();
  }

  private track(conversationId: Id, gesture: Gesture): Track {
    const tracks = this.tracks.get(conversationId) ?? new Map<string, Track>();
    this.tracks.set(conversationId, tracks);
    const key = [gesture.kind, gesture.by, gesture.agentId].join(" ");
    let track = tracks.get(key);
    if (!track) {
      track = {
        conversationId,
        gesture: { ...gesture, on: false },
        until: 0,
        sentAt: -Infinity,
        waits: false,
      };
      tracks.set(key, track);
    }
    this.timer ??= setInterval(() => this.sweep(), SWEEP).unref();
    return track;
  }

  private send(track: Track, gesture: Gesture): void {
    track.waits = false;
    if (gesture.on) track.sentAt = this.now;
    this.bus.publish(TOPIC, [track.conversationId, gesture]);
  }

  /** Of this process, or of another. */
  private hear(conversationId: Id, gesture: Gesture): void {
    const track = this.track(conversationId, gesture);
    if (!gesture.on) return this.end(track);
    track.gesture = gesture;
    track.until = this.now + LASTS[gesture.kind];
    this.tell(conversationId, gesture);
  }

  private end(track: Track): void {
    if (!track.gesture.on) return;
    track.until = 0;
    track.gesture = { ...track.gesture, on: false };
    if (track.gesture.kind !== "PAGE") this.tell(track.conversationId, track.gesture);
  }

  private tell(conversationId: Id, gesture: Gesture): void {
    for (const listener of [...(this.listeners.get(conversationId) ?? [])]) listener(gesture);
  }
}
