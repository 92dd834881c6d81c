// One simulated visitor, from the opening of the widget to its leaving. Whoever answers it gets an answer back.
import { randomUUID } from "node:crypto";
import { answersTo } from "../people/answers.js";
import type { Person } from "../people/person.js";
import type { Random } from "../random.js";
import { type Step, words } from "../scripts/script.js";
import { LABELS } from "../shop/flow.js";
import { pageOf } from "../shop/shop.js";
import * as documents from "./documents.js";
import type { Message, Session, WidgetEvent } from "./documents.js";
import { pause } from "./pause.js";
import { SmallTalk } from "./small-talk.js";
import type { Story } from "./stories.js";
import type { WidgetClient } from "./widget-client.js";

const SECOND = 1000;
const MOST_TURNS = 6;
/** How many seconds a visitor waits for an answer; and for the next one, once somebody is there. */
const PATIENCE = 110;
const TRUST = 200;

export interface Visitor {
  client: WidgetClient;
  person: Person;
  story: Story;
  /** What the site's page says of who has signed in to it. */
  identity: string | null;
  random: Random;
  /** 1 is life's own pace; 10 is ten times as fast. */
  speed: number;
  signal: AbortSignal;
}

export class SimulatedVisitor {
  private readonly talk: SmallTalk;
  private messages: Message[] = [];
  /** What an agent said and was not yet answered. */
  private unanswered: Message[] = [];
  /** What of the story was said. */
  private readonly told = new Set<string>();
  private closed = false;
  private lost: unknown = null;
  /** Aborted when an agent speaks, closes, or the connection is lost: whatever is being waited for is over. */
  private news = new AbortController();

  constructor(private readonly parts: Visitor) {
    this.talk = new SmallTalk(parts.person, parts.story);
  }

  /** Resolves to whether an agent spoke with the visitor. Rejects when the server cannot be reached. */
  async live(): Promise<boolean> {
    const { client, signal } = this.parts;
    try {
      await this.open();
      await this.tell(this.parts.story.steps);
      let turns = 0;
      do {
        turns = await this.converse(turns);
        await this.rest(turns > 0 ? 12 : 4, turns > 0 ? 30 : 20);
      } while (this.unanswered.length > 0 && this.wantsToTalk(turns));
      if (this.lost && !signal.aborted) throw this.lost;
      return turns > 0;
    } finally {
      client.close();
    }
  }

  private get mustLeave(): boolean {
    return this.closed || this.lost !== null || this.parts.signal.aborted;
  }

  private async open(): Promise<void> {
    const { client, person, identity } = this.parts;
    const { open } = await client.ask<{ open: { session: Session } }>(documents.OPEN, {
      input: {
        token: client.token,
        page: pageOf("home", person.product, person.urlParams),
        referrer: person.referrer,
        viewport: person.viewport,
        timeZone: person.place.timeZone,
        locale: person.place.locale,
        urlParams: person.urlParams,
        params: person.params,
        identity,
      },
    });
    this.follow(open.session);
  }

  private follow(session: Session): void {
    this.messages = session.messages;
    this.parts.client.listen(
      session.lastSeq,
      (event) => this.hear(event),
      (error) => this.cut(error),
    );
  }

  private hear({ kind, mode, message }: WidgetEvent): void {
    if (kind === "RESYNC") return void this.resync();
    if (mode === "CLOSED") this.closed = true;
    if (message) this.messages.push(message);
    if (message?.author === "AGENT") this.unanswered.push(message);
    if (this.closed || message?.author === "AGENT") this.news.abort();
  }

  /** Another conversation began: listens to that one. */
  private async resync(): Promise<void> {
    try {
      const { session } = await this.parts.client.ask<{ session: Session | null }>(documents.SEE_SESSION);
      if (session) this.follow(session);
    } catch (error) {
      this.cut(error);
    }
  }

  private cut(error: unknown): void {
    this.lost ??= error;
    this.news.abort();
  }

  /** Goes through the story until somebody answers. */
  private async tell([step, ...rest]: readonly Step[]): Promise<void> {
    if (!step || this.mustLeave) return;
    if (this.unanswered.length === 0) await this.perform(step);
    if (this.unanswered.length === 0) return this.tell(rest);
    const left = [step, ...rest].flatMap((each) => (each.do === "say" ? [each.text] : []));
    this.talk.owe(left.filter((text) => !this.told.has(text)));
  }

  private async perform(step: Step): Promise<void> {
    const { client, person } = this.parts;
    const clientId = randomUUID();
    switch (step.do) {
      case "wait":
        return this.rest(step.minutes * 25, step.minutes * 40);
      case "page":
        await this.rest(4, 12);
        await client.ask(documents.VISIT_PAGE, pageOf(step.page, person.product));
        return;
      case "choose": {
        await this.rest(3, 9);
        const label = LABELS[step.label];
        const asked = this.messages.findLast(({ options }) => options?.includes(label));
        if (asked && this.unanswered.length === 0)
          await client.ask(documents.CHOOSE, {
            messageId: asked.id,
            index: asked.options?.indexOf(label),
            clientId,
          });
        return;
      }
      case "fill": {
        await this.rest(10, 22);
        const asked = this.messages.findLast(({ form }) => form);
        if (asked?.form && this.unanswered.length === 0)
          await client.ask(documents.SUBMIT, {
            messageId: asked.id,
            fields: answersTo(asked.form.fields, person, step.reason),
            clientId,
          });
        return;
      }
      case "askForPerson":
        await this.rest(3, 9);
        if (this.unanswered.length === 0) await client.ask(documents.ASK_FOR_PERSON);
        return;
      case "say":
        await this.rest(2, 5);
        if (this.unanswered.length > 0) return;
        this.told.add(step.text);
        await this.type(words(step.text, person, ""));
    }
  }

  private wantsToTalk(turns: number): boolean {
    return turns < MOST_TURNS && !this.talk.isOver && !this.mustLeave;
  }

  /** Answers an agent for as long as one speaks; resolves to how often so far. */
  private async converse(before: number): Promise<number> {
    const { story, client, random } = this.parts;
    let turns = before;
    while (this.wantsToTalk(turns)) {
      if (this.unanswered.length === 0 && (turns > 0 || story.waits)) {
        const seconds = turns > 0 ? TRUST : PATIENCE;
        await this.rest(seconds, 1.3 * seconds);
      }
      if (this.unanswered.length === 0 || this.mustLeave) break;
      // People often send two or three messages in a row: the last one is waited for.
      for (let heard = 0; heard < this.unanswered.length && !this.mustLeave;) {
        heard = this.unanswered.length;
        this.news = new AbortController();
        await this.rest(1, 1.8);
      }
      const heard = this.unanswered.splice(0);
      await client.ask(documents.MARK_SEEN, { seq: heard[heard.length - 1]?.seq });
      this.news = new AbortController();
      await this.type(
        this.talk.answer(heard.map(({ text }) => text ?? "").join(" "), ++turns === MOST_TURNS),
        random.between(2, 4),
      );
    }
    return turns;
  }

  /** Types for a while, as long as the words take, and sends them. */
  private async type(text: string, seconds = Math.min(5, 1.5 + text.length * 0.04)): Promise<void> {
    const { client } = this.parts;
    const clientId = randomUUID();
    for (let left = seconds; left > 0 && !this.mustLeave; left -= 2) {
      await client.ask(documents.SET_TYPING, { typing: true });
      await pause((Math.min(left, 2) * SECOND) / this.parts.speed, this.parts.signal);
    }
    if (!this.mustLeave) await client.ask(documents.SEND, { text, clientId });
    await client.ask(documents.SET_TYPING, { typing: false });
  }

  /** Does nothing for so many seconds, or until there is news. */
  private rest(low: number, high: number): Promise<void> {
    const { random, speed, signal } = this.parts;
    return pause((random.between(low, high) * SECOND) / speed, signal, this.news.signal);
  }
}
