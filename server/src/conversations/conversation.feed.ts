// The live conversation, for agents and for the widget alike: messages in order and each once, then its state, then what comes.
import { Between } from "typeorm";
import type { Database } from "../database/data-source.js";
import type { LoaderScope } from "../graphql/loader.js";
import type { ChangeLog } from "../live/change-log.js";
import { Feed, type Permit, type Step, persist } from "../live/feed.js";
import type { Tails } from "../live/tails.js";
import { Conversation } from "./conversation.entity.js";
import type { Gesture, Gestures } from "./gestures.js";
import { Message } from "./message.entity.js";

export type ConversationItem =
  | { kind: "MESSAGE"; message: Message; conversation: Conversation }
  | { kind: "STATE"; conversation: Conversation }
  | { kind: "GESTURE"; gesture: Gesture; viewers: string[] }
  | { kind: "RESYNC" }
  | { kind: "HEARTBEAT" };

export interface ConversationFeedParts {
  database: Database;
  log: ChangeLog;
  tails: Tails;
  gestures: Gestures;
}

const BATCH = 200;

/** A feed stands at the conversation as it was last told: its lastSeq is the newest message that has gone out. */
export abstract class ConversationFeed<Item> extends Feed<Item, Conversation> {
  constructor(
    permit: Permit | null,
    protected readonly parts: ConversationFeedParts,
    private readonly start: Conversation,
    private readonly after: number | null,
  ) {
    super(permit);
  }

  /** `before` is the conversation as it was told last; null for a newcomer. Null: it is not for these listeners. */
  protected abstract shape(
    item: ConversationItem,
    before: Conversation | null,
    scope: LoaderScope | null,
  ): Promise<Item | null>;

  protected abstract plain(kind: "RESYNC" | "HEARTBEAT"): Item;

  /** Asked after every change: false when the listeners' conversation is another now. Throws when they may hear no more. */
  protected isTheirs(): Promise<boolean> {
    return Promise.resolve(true);
  }

  /** Calls `poke` when it is to be asked whose the conversation is though nothing has changed in it. Returns what ends that. */
  protected whenInDoubt(_poke: () => void): () => void {
    return () => undefined;
  }

  /** Ends when the conversation is gone. */
  async *live(signal: AbortSignal, patience: () => number): AsyncGenerator<Step<Item, Conversation>[], void> {
    const { tails, gestures } = this.parts;
    const follower = await tails.followVisitor(this.start.projectId, this.start.visitorId);
    const shown: Gesture[] = [];
    const deaf = gestures.listen(this.start.id, (gesture) => {
      shown.push(gesture);
      follower.poke();
    });
    let inDoubt = false;
    const sure = this.whenInDoubt(() => {
      inDoubt = true;
      follower.poke();
    });
    try {
      // Read after the follower stands at its place, so that nothing falls between the two.
      let stand = await this.read();
      if (!stand) return;
      yield [{ item: null, stand }];
      while (!signal.aborted) {
        const reading = await follower.next(patience(), signal);
        if (signal.aborted) return;
        const before: Conversation = stand;
        const items = shown.splice(0).map((gesture) => this.gesture(gesture, before));
        const isNews = reading !== null && (reading.rows.length > 0 || reading.gap);
        const isTheirs = !(isNews || inDoubt) || (await persist(signal, () => this.isTheirs()));
        inDoubt = false;
        if (isNews) {
          stand = await persist(signal, () => this.read());
          if (!stand) return;
          const types = reading.rows.map((row) => row.type);
          items.push(
            ...(await persist(signal, () => this.happened(before.lastSeq, stand as Conversation, types))),
          );
        }
        const steps: Step<Item, Conversation>[] = [];
        for (const item of items) {
          const scope = reading?.scope;
          const shaped = await persist(signal, () => this.shape(item, before, scope ?? null));
          if (shaped) steps.push({ item: shaped, stand, scope });
        }
        if (isTheirs) yield steps;
        else return yield [...steps, { item: this.plain("RESYNC"), stand }];
      }
    } finally {
      deaf();
      sure();
      follower.close();
    }
  }

  async *arrive(stand: Conversation): AsyncGenerator<Item[], void> {
    if (this.after !== null && this.after > stand.lastSeq) yield [this.plain("RESYNC")];
    for (let seq = this.after ?? stand.lastSeq; seq < stand.lastSeq;) {
      const messages = await this.messages(stand, seq);
      yield* this.portion(messages.map((message) => ({ kind: "MESSAGE", message, conversation: stand })));
      seq = messages.at(-1)?.seq ?? stand.lastSeq;
    }
    yield* this.portion([
      { kind: "STATE", conversation: stand },
      ...this.parts.gestures.present(stand.id).map((gesture) => this.gesture(gesture, stand)),
    ]);
  }

  override async isAhead(stand: Conversation): Promise<boolean> {
    if (this.after === null || this.after <= stand.lastSeq) return false;
    const { projectId } = this.start;
    this.parts.tails.hint(projectId, (await this.parts.log.head(projectId)).seq);
    return this.after <= ((await this.read())?.lastSeq ?? 0);
  }

  heartbeat(): Item {
    return this.plain("HEARTBEAT");
  }

  resync(): Item {
    return this.plain("RESYNC");
  }

  private async *portion(items: readonly ConversationItem[]): AsyncGenerator<Item[], void> {
    const shaped: Item[] = [];
    for (const item of items) {
      const one = await this.shape(item, null, null);
      if (one) shaped.push(one);
    }
    if (shaped.length > 0) yield shaped;
  }

  private gesture(gesture: Gesture, conversation: Conversation): ConversationItem {
    if (gesture.kind === "PAGE") return { kind: "STATE", conversation };
    const present = this.parts.gestures.present(this.start.id);
    const viewers = present.flatMap(({ kind, agentId }) => (kind === "VIEWING" && agentId ? [agentId] : []));
    return { kind: "GESTURE", gesture, viewers };
  }

  /** Every message since, and the state if anything but messages has come. */
  private async happened(
    seq: number,
    conversation: Conversation,
    types: readonly string[],
  ): Promise<ConversationItem[]> {
    const items: ConversationItem[] = [];
    // An event (joined, closed) is a change of the conversation's own state.
    let isStirred = types.length === 0 || types.some((type) => type !== "message");
    while (seq < conversation.lastSeq) {
      const messages = await this.messages(conversation, seq);
      items.push(...messages.map((message) => ({ kind: "MESSAGE", message, conversation }) as const));
      isStirred ||= messages.some(({ kind }) => kind === "EVENT");
      seq = messages.at(-1)?.seq ?? conversation.lastSeq;
    }
    return isStirred ? [...items, { kind: "STATE", conversation }] : items;
  }

  private messages(conversation: Conversation, after: number): Promise<Message[]> {
    return this.parts.database.source.manager.find(Message, {
      where: { conversationId: conversation.id, seq: Between(after + 1, conversation.lastSeq) },
      order: { seq: "ASC" },
      take: BATCH,
    });
  }

  private read(): Promise<Conversation | null> {
    return this.parts.database.source.manager.findOneBy(Conversation, { id: this.start.id });
  }
}
