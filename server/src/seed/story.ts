// What a seeded visitor does, and what agents do with it: some look and leave, some ask, some buy, a few come back.
import type { Person } from "../demo/people/person.js";
import type { Random } from "../demo/random.js";
import type { Form } from "../forms/index.js";
import type { StatusWord } from "../visitors/index.js";
import { line } from "./talk.js";
import type { Keys, Row } from "./tables.js";
import { type SeededFlow, SeededThread } from "./thread.js";
import type { SeededVisitor } from "./visitor.js";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAYS = 24 * HOUR;

/** Shares of all visitors, or of those who came so far. */
const ENGAGED = 0.42;
const FILLS_IN = 0.88;
const NOBODY_COMES = 0.004;
const RETURNS = 0.07;
const IDLE_ARCHIVED = 0.14;
const CLOSED_BY_AGENT = 0.6;

const MOST_ANSWERS = 8;

export interface Cast {
  /** Who answers; nobody does when there is none. */
  agents: readonly number[];
  flow: SeededFlow | null;
  /** Hours of silence after which a returning visitor begins a new conversation. */
  silenceHours: number;
  /** The moment before which everything happens. */
  end: number;
  /** Messages beyond what the flow says, on average, where a person has joined. */
  talk: number;
}

export class Story {
  readonly threads: SeededThread[] = [];
  readonly submissions: Row<"form_submission">[] = [];
  private at: number;

  constructor(
    private readonly random: Random,
    private readonly keys: Keys,
    private readonly cast: Cast,
    private readonly visitor: SeededVisitor,
    private readonly person: Person,
  ) {
    this.at = visitor.firstSeenAt;
  }

  /** Ends where the present begins: whoever has come just now still waits for an answer. */
  tell(): void {
    const { random, visitor } = this;
    const thread = this.open();
    thread.begin(this.at);
    if (random.chance(ENGAGED)) this.talk(thread);
    else if (random.chance(IDLE_ARCHIVED) && this.after(DAYS, 12 * DAYS)) this.decide("ARCHIVED");
    if (!random.chance(RETURNS) || !this.after(this.cast.silenceHours * HOUR + MINUTE, 60 * DAYS)) return;
    thread.giveWay(this.at);
    const next = this.open();
    visitor.startedAt = this.at;
    next.say(this.at, line(random, "visitor", this.person), this.uuid());
    this.talk(next);
  }

  private open(): SeededThread {
    const { keys, cast, visitor, at } = this;
    const thread = new SeededThread(keys.take("conversation"), at, visitor, keys, cast.flow);
    this.threads.push(thread);
    return thread;
  }

  private talk(thread: SeededThread): void {
    if (this.answerFlow(thread) && thread.mode === "WAITING") this.meet(thread);
    this.settle(thread);
  }

  /** False: the visitor left a question unanswered, or has not come to it yet. */
  private answerFlow(thread: SeededThread): boolean {
    const { random } = this;
    for (let answers = 0; answers < MOST_ANSWERS; answers++) {
      const { question } = thread;
      if (!question) return true;
      if (!this.after(5, 90)) return false;
      if (question.kind === "options") {
        // What stands first is chosen most.
        const index = random.weighed([...question.options.keys()], (each) => 1 / (each + 1) ** 1.5);
        thread.choose(this.at, index, this.uuid());
      } else if (question.kind === "form" && random.chance(FILLS_IN)) {
        thread.submit(this.at, this.fillIn(thread, question.form), this.uuid());
      } else return false;
    }
    return true;
  }

  /** A person answers, and the two talk. */
  private meet(thread: SeededThread): void {
    const { random, cast, person } = this;
    const agent = this.agent();
    if (agent === null || random.chance(NOBODY_COMES) || !this.after(20, 40 * MINUTE)) return;
    thread.join(this.at, agent);
    thread.reply(this.at, agent, line(random, "agent", person), this.uuid(), random.chance(0.8));
    for (let left = Math.round(-Math.log(1 - random.next()) * cast.talk); left > 0; left -= 2) {
      if (!this.after(8, 4 * MINUTE)) return;
      thread.say(this.at, line(random, "visitor", person), this.uuid());
      if (!this.after(15, 10 * MINUTE)) return;
      thread.reply(this.at, agent, line(random, "agent", person), this.uuid(), random.chance(0.8));
    }
    if (random.chance(CLOSED_BY_AGENT) && this.after(MINUTE, 6 * HOUR)) thread.close(this.at, agent);
  }

  /** What became of it. */
  private settle(thread: SeededThread): void {
    const { random, visitor } = this;
    const met = thread.mode === "LIVE" || thread.mode === "CLOSED";
    const chances: [StatusWord, number][] =
      visitor.status === "PROSPECT"
        ? [
            ["CUSTOMER", 0.34],
            ["CLOSED", 0.2],
            ["ARCHIVED", 0.05],
          ]
        : [
            ["PROSPECT", met ? 0.12 : 0],
            ["CLOSED", met ? 0.55 : 0.1],
            ["ARCHIVED", 0.08],
          ];
    let drawn = random.next();
    const [status] = chances.find(([, share]) => (drawn -= share) < 0) ?? [null];
    if (status && this.after(5 * MINUTE, 5 * DAYS)) this.decide(status);
  }

  /** Mostly an agent's doing, sometimes a program's. */
  private decide(status: StatusWord): void {
    const agent = this.random.chance(0.9) ? this.agent() : null;
    this.visitor.setStatus(this.at, status, agent === null ? "API" : "AGENT", agent);
  }

  private fillIn(thread: SeededThread, form: Form): number {
    const { random, person, visitor } = this;
    const fields = form.fields.map(({ name, label, type, required, options }) => {
      const known = { name: person.name, email: person.email, phone: person.phone };
      const fill = name in known ? name : type in known ? type : null;
      const open = !required && random.chance(0.3);
      const value = open
        ? ""
        : fill
          ? known[fill as keyof typeof known]
          : (options?.[0] ?? { number: "2", consent: "true" }[type as string] ?? person.order);
      // The latest that is not empty stands in the visitor's row.
      if (fill && value) visitor[fill as keyof typeof known] = value;
      return { name, label, value };
    });
    const id = this.keys.take("form_submission");
    this.submissions.push({
      id,
      visitor_id: visitor.id,
      conversation_id: thread.id,
      form_name: form.name,
      fields: JSON.stringify(fields),
      submitted_at: this.at,
    });
    return id;
  }

  private agent(): number | null {
    const { agents } = this.cast;
    return agents.length > 0 ? this.random.pick(agents) : null;
  }

  /** Lets between `low` and `high` seconds pass, rather few; false when that would lie ahead of the end. */
  private after(low: number, high: number): boolean {
    const next = Math.floor(this.at + 1000 * low * (high / low) ** this.random.next());
    if (next >= this.cast.end) {
      this.at = Infinity;
      return false;
    }
    this.at = next;
    return true;
  }

  private uuid(): string {
    const part = () =>
      Math.floor(this.random.next() * 0x1_0000_0000)
        .toString(16)
        .padStart(8, "0");
    const [a, b, c, d] = [part(), part(), part(), part()];
    return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(1, 4)}-${c.slice(4)}${d}`;
  }
}
