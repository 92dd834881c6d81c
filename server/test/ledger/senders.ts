// Those who write: visitors and agents. Each does one thing after another, as a person does, notes
// it before it is sent, and sends it again with the same id until it is answered; some never try twice.
import type { Random } from "../../src/demo/random.js";
import type { Answer } from "../clients.js";
import { type Api, type Outcome, jitter } from "./api.js";
import { lasting } from "./bell.js";
import type { Book, Sent } from "./book.js";
import type { Load } from "./load.js";

const SEND = "mutation($t: String!, $c: ID!) { send(text: $t, clientId: $c) { id seq } }";
const CHOOSE =
  "mutation($m: ID!, $c: ID!) { chooseOption(messageId: $m, index: 0, clientId: $c) { id seq } }";
const SUBMIT =
  "mutation($m: ID!, $f: [FieldInput!]!, $c: ID!) { submitForm(messageId: $m, fields: $f, clientId: $c) { id seq } }";
const OPEN =
  "mutation($i: OpenInput!) { open(input: $i) { session { conversationId messages { id kind } } } }";
const SESSION = "{ session { conversationId messages { id kind } } }";
const REPLY =
  "mutation($v: ID!, $t: String!, $c: ID!) { reply(conversationId: $v, text: $t, clientId: $c) { id seq } }";
const CLOSE = "mutation($v: ID!) { closeConversation(conversationId: $v) { id } }";
const VISITOR = "query($p: ID!) { visitors(projectId: $p, first: 1) { nodes { id } } }";

const LONGEST = 3_900;
export const TRIES = 40;

export interface Desk {
  book: Book;
  load: Load;
  random: Random;
}

/** Sends what is noted until it is answered or refused. `keeps` false: once. */
async function deliver(
  { book, load, random }: Desk,
  sent: Sent,
  attempt: (patience: number) => Promise<Outcome>,
): Promise<Outcome> {
  for (let tries = 0; ; tries++) {
    sent.attempts++;
    const outcome = await attempt(random.whole(800, 4000));
    if (outcome.kind === "answered") {
      const [message] = Object.values(outcome.data) as [{ id: string; seq: number }];
      if (sent.fate === "answered") book.scandals.push(`answered twice: ${sent.clientId}`);
      Object.assign(sent, { fate: "answered", id: message.id, seq: message.seq });
    } else if (outcome.kind === "refused") sent.fate = "refused";
    book.count(outcome.kind === "silent" ? "unanswered" : outcome.kind);
    load.done(outcome.kind);
    if (outcome.kind !== "silent") return outcome;
    if (!sent.keeps) {
      await lasting(jitter(random, 3));
      return outcome;
    }
    if (tries === TRIES) {
      book.scandals.push(`never answered: ${sent.by} ${sent.clientId}, ${tries} times (${outcome.code})`);
      return outcome;
    }
    await lasting(jitter(random, tries));
  }
}

/** A visitor's browser. */
export class Visitor {
  conversationId = "";
  id = "";
  /** The widget in the same browser: it hears what was answered. */
  heard: (message: { id: string; seq: number }) => void = () => undefined;
  private count = 0;

  constructor(
    readonly name: string,
    readonly token: string,
    private readonly api: Api,
    private readonly desk: Desk,
  ) {}

  /** Opens until it is answered: the token makes it the same visitor each time. */
  async open(params: Record<string, unknown> = {}): Promise<Answer> {
    const { book, random } = this.desk;
    const opening = book.opening(this.token);
    const input = {
      token: this.token,
      page: { url: "https://shop.example.com/plants", title: "Plants" },
      timeZone: "America/Bogota",
      params,
    };
    for (let tries = 0; ; tries++) {
      const outcome = await this.api.call(OPEN, { i: input }, random.whole(800, 4000));
      this.desk.load.done(outcome.kind);
      if (outcome.kind === "answered") {
        const { session } = outcome.data.open;
        Object.assign(opening, { fate: "answered", conversationId: session.conversationId });
        this.conversationId = session.conversationId;
        return session;
      }
      if (outcome.kind === "refused" || tries === TRIES) {
        book.scandals.push(`not let in: ${this.name} (${outcome.code})`);
        return null;
      }
      await lasting(jitter(random, tries));
    }
  }

  async send(keeps = true, long = this.desk.random.chance(0.1)): Promise<Outcome> {
    const { book, random } = this.desk;
    const clientId = random.uuid();
    const short = `${this.name} says ${++this.count}, ${clientId}`;
    const text = long ? short.padEnd(LONGEST, ".") : short;
    const sent = book.send({ clientId, by: "VISITOR", text, keeps });
    const outcome = await deliver(this.desk, sent, (patience) =>
      this.api.call(SEND, { t: text, c: clientId }, patience),
    );
    if (outcome.kind === "answered") this.heard(outcome.data.send);
    if (outcome.kind === "refused")
      book.scandals.push(`refused: ${this.name} may not write (${outcome.code})`);
    return outcome;
  }

  /** Chooses to buy and leaves a name: becomes a prospect who waits for a person. */
  async becomeProspect(session: Answer, name: string): Promise<void> {
    const { book, random } = this.desk;
    const choice = book.send({ clientId: random.uuid(), by: "VISITOR", text: null, keeps: true });
    const options = session.messages.findLast((message: Answer) => message.kind === "OPTIONS");
    if (!options) return;
    await deliver(this.desk, choice, (patience) =>
      this.api.call(CHOOSE, { m: options.id, c: choice.clientId }, patience),
    );
    const { messages } = (await this.api.insist(SESSION)).session;
    const form = messages.findLast((message: Answer) => message.kind === "FORM");
    if (!form) return;
    const fields = [
      { name: "name", value: name },
      { name: "email", value: `${this.token.slice(0, 8).toLowerCase()}@correo.example` },
    ];
    const sent = book.send({ clientId: random.uuid(), by: "VISITOR", text: null, keeps: true });
    await deliver(this.desk, sent, (patience) =>
      this.api.call(SUBMIT, { m: form.id, f: fields, c: sent.clientId }, patience),
    );
  }

  /** Writes and writes. */
  async work(): Promise<void> {
    const { load, random } = this.desk;
    while (await load.turn(random)) await this.send(!random.chance(0.25));
  }
}

/** An agent, or a program, that replies to all who are there, and closes a conversation now and then. */
export class Replier {
  private count = 0;

  constructor(
    readonly name: string,
    private readonly api: Api,
    private readonly desk: Desk,
    private readonly visitors: readonly Visitor[],
    /** May be closed: its next message begins another conversation. */
    private readonly restless: Visitor,
  ) {}

  async reply(to: Visitor, keeps = true): Promise<void> {
    const { book, random } = this.desk;
    const clientId = random.uuid();
    const text = `${this.name} answers ${++this.count}, ${clientId}`;
    const sent = book.send({ clientId, by: "AGENT", text, keeps });
    const outcome = await deliver(this.desk, sent, (patience) =>
      this.api.call(REPLY, { v: to.conversationId, t: text, c: clientId }, patience),
    );
    if (outcome.kind === "refused") this.moved(to, outcome);
  }

  private moved(visitor: Visitor, { code, extensions }: Extract<Outcome, { kind: "refused" }>): void {
    const newer = extensions.current?.conversationId;
    if (code === "CONFLICT" && newer) visitor.conversationId = String(newer);
    else this.desk.book.scandals.push(`refused: ${this.name} may not speak with ${visitor.name} (${code})`);
  }

  async work(): Promise<void> {
    const { load, random } = this.desk;
    while (await load.turn(random)) {
      if (random.chance(0.03)) {
        const outcome = await this.api.call(CLOSE, { v: this.restless.conversationId });
        if (outcome.kind === "refused") this.moved(this.restless, outcome);
        load.done(outcome.kind);
      } else await this.reply(random.pick(this.visitors), !random.chance(0.25));
    }
  }
}

/** New people come, some of them as prospects; up to a bound. */
export class Newcomers {
  private come = 0;

  constructor(
    private readonly desk: Desk,
    private readonly most: number,
    private readonly make: (name: string) => Visitor,
  ) {}

  async work(): Promise<void> {
    const { load, random } = this.desk;
    while ((await load.turn(random)) && this.come < this.most) {
      const visitor = this.make(`newcomer ${++this.come}`);
      const session = await visitor.open(random.chance(0.5) ? { plan: "pro" } : {});
      if (session && random.chance(0.5))
        await visitor.becomeProspect(session, random.pick(["Ana Peña", "Íñigo Peña", "Zoë"]));
      await lasting(random.between(20, 200));
    }
  }
}

/** The newest visitor's id. */
export const newestVisitor = async (api: Api, projectId: string): Promise<string> =>
  (await api.insist(VISITOR, { p: projectId })).visitors.nodes[0].id;
