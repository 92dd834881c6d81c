// One run: a house, a seed, and rounds. In each round the senders write, something breaks, it heals, all comes to rest, and
// everything is judged.
import { randomBytes } from "node:crypto";
import { Random } from "../../src/demo/random.js";
import type { Api } from "./api.js";
import { Bell, within } from "./bell.js";
import { Book } from "./book.js";
import type { Screen } from "./screen.js";
import { readFacts } from "./facts.js";
import { FAULTS } from "./faults.js";
import { House, type Topology } from "./house.js";
import { Load } from "./load.js";
import { type Reader, ThreadReader, WidgetReader } from "./reader.js";
import { readersAtRest, screensAtRest } from "./rest.js";
import { seqOf } from "./screen.js";
import { Newcomers, Replier, StatusSetter, Visitor, newestVisitor } from "./senders.js";
import { FILTERS, Staff } from "./staff.js";
import { judge } from "./verdict.js";
import type { Wire } from "./wire.js";

const PACE = 50;
const PATIENCE = 90_000;
const STEADY = 5;
const FAT = 60;

export interface Round {
  fault: string;
  note: string;
  ms: number;
  answered: number;
  unanswered: number;
  refused: number;
  applied: number;
  resyncs: number;
  reconnections: number;
  problems: string[];
}

export interface RunOptions {
  topology: Topology;
  seed: number;
  /** Longest freeze of the database, in ms. */
  frozenFor: number;
  newcomers: number;
}

export class Run {
  readonly bell = new Bell();
  readonly book = new Book();
  readonly load = new Load(this.bell);
  readonly staff: Staff;
  readonly consoleWires: Wire[] = [];
  readonly frozenFor: number;
  senderWire!: Wire;
  crowd: { screens: Screen[]; wire: Wire } | null = null;
  private readonly random: Random;
  private readonly problems = new Set<string>();
  private readonly screens: Screen[] = [];
  private readonly readers: { reader: Reader; visitorId: string }[] = [];
  private readonly works: Promise<void>[] = [];
  private stalling!: { wire: Wire; visitor: Visitor };
  private beacon!: Visitor;
  private setter!: StatusSetter;
  private repliers: Replier[] = [];
  private judgeApi!: Api;
  private logged = 0;

  private constructor(
    readonly house: House,
    private readonly options: RunOptions,
  ) {
    this.random = new Random(options.seed);
    this.frozenFor = options.frozenFor;
    this.staff = new Staff(house, options.seed, this.bell, this.problem);
  }

  static async open(options: RunOptions): Promise<Run> {
    const run = new Run(await House.open(options.topology), options);
    try {
      await run.move();
      return run;
    } catch (error) {
      await run.close();
      throw error;
    }
  }

  readonly problem = (what: string): void => {
    this.problems.add(what);
  };

  async round(fault: string): Promise<Round> {
    const before = this.count();
    const since = Date.now();
    let note = "";
    try {
      this.load.pace = PACE;
      this.load.go();
      await this.load.until(this.random.whole(15, 60), PATIENCE);
      note =
        (await within(
          PATIENCE * 2,
          fault,
          FAULTS[fault]?.act(this, this.random) ?? Promise.reject(new Error(`no fault "${fault}"`)),
        )) || "";
      await this.load.until(this.crowd ? 15 : 40, PATIENCE);
      await this.load.hold(PATIENCE);
      await this.judge();
      await this.disperse();
    } catch (error) {
      this.problem(`stuck: ${(error as Error).message}`);
    }
    const after = this.count();
    const grown = Object.fromEntries(
      Object.entries(after).map(([name, value]) => [name, value - before[name as keyof typeof before]]),
    ) as typeof after;
    const problems = [...this.problems];
    this.problems.clear();
    return { fault, note, ms: Date.now() - since, ...grown, problems };
  }

  /** A console stops reading while much is said; then it reads on. */
  async stall(): Promise<string> {
    const { wire, visitor } = this.stalling;
    wire.stall();
    for (let sent = 0; sent < FAT; sent += 6)
      await Promise.all(Array.from({ length: 6 }, () => visitor.send(true, true)));
    wire.mend();
    return `${FAT} long messages`;
  }

  async close(): Promise<void> {
    this.load.end();
    for (const wire of [...this.consoleWires, this.senderWire]) wire?.mend();
    try {
      await this.staff.dismiss();
      await within(PATIENCE, "the senders to go home", Promise.all(this.works));
    } finally {
      await this.house.close();
    }
  }

  private async judge(): Promise<void> {
    const { bell, staff, house, book } = this;
    const heard = await this.stir();
    const screens = [...this.screens, ...(this.crowd?.screens ?? [])];
    for (const found of await screensAtRest(screens, this.judgeApi, staff.projectId, heard, bell))
      this.problem(found);
    const facts = await readFacts(house.databaseUrl);
    for (const found of await readersAtRest(this.readers, facts, bell)) this.problem(found);
    for (const found of judge(book, facts)) this.problem(found);
    const logged = house.faultsLogged;
    for (const line of logged.slice(this.logged)) this.problem(`logged: ${line.slice(0, 600)}`);
    this.logged = logged.length;
  }

  /** Does something that concerns every filter, so that a stream that is dead is told from one that has nothing to say. */
  private async stir(): Promise<number> {
    const { visitors } = await this.judgeApi.insist(
      "query($p: ID!) { visitors(projectId: $p, first: 1) { cursor } }",
      {
        p: this.staff.projectId,
      },
    );
    const [replier] = this.repliers;
    await this.beacon.send();
    await this.setter.insist(this.beacon.id);
    await replier?.reply(this.beacon);
    await this.setter.insist(this.beacon.id);
    return seqOf(visitors.cursor);
  }

  private async disperse(): Promise<void> {
    if (!this.crowd) return;
    await Promise.all(this.crowd.screens.map((screen) => screen.line.close()));
    this.crowd = null;
  }

  private count() {
    const rules = [
      ...this.screens,
      ...this.readers.map((each) => each.reader),
      ...(this.crowd?.screens ?? []),
    ].map((each) => each.rule);
    const { answered, unanswered, refused } = this.book;
    return {
      answered,
      unanswered,
      refused,
      applied: rules.reduce((sum, rule) => sum + rule.applied, 0),
      resyncs: rules.reduce((sum, rule) => sum + rule.resyncs, 0),
      reconnections: this.staff.reconnections,
    };
  }

  private async move(): Promise<void> {
    const { staff, load, book, house } = this;
    await staff.signIn();
    const [first = "", second = ""] = await staff.tokens(2);
    this.senderWire = await staff.wire();
    const calm = staff.random();
    this.judgeApi = staff.api(() => `http://127.0.0.1:${house.pick(calm)}`, staff.owner);
    const desk = () => ({ book, load, random: staff.random() });
    const tokens = staff.random();
    const make = (name: string) => {
      const token = tokens.hex(64);
      return new Visitor(name, token, staff.widgetApi(this.senderWire, token), desk());
    };

    const visitors: Visitor[] = [];
    for (let count = 1; count <= STEADY + 2; count++)
      visitors.push(await this.settle(make(`visitor ${count}`)));
    const [restless, talkative] = visitors as [Visitor, Visitor];
    this.beacon = await this.settle(make("the beacon"), { plan: "pro" }, "Ana Peña");

    const senders = [staff.owner, { authorization: `Bearer ${first}` }].map((headers) =>
      staff.api(() => this.senderWire.url, headers),
    );
    this.repliers = senders.map(
      (api, index) => new Replier(`agent ${index + 1}`, api, desk(), visitors, restless),
    );
    const ids = visitors.map((visitor) => visitor.id);
    this.setter = new StatusSetter(senders[0] as Api, desk(), ids);

    for (const filter of [null, ...FILTERS])
      await this.watch(filter, this.screens.length % 2 ? { token: second } : null);
    for (const visitor of visitors.slice(2, 5)) await this.read(visitor, second);
    for (const visitor of [...visitors, this.beacon]) await this.listen(visitor);
    const wire = await staff.wire();
    this.stalling = { wire, visitor: talkative };
    await this.read(talkative, second, wire);

    const newcomers = new Newcomers(desk(), this.options.newcomers, make);
    // One of the visitors only speaks when a console stalls.
    for (const sender of [
      ...visitors.filter((visitor) => visitor !== talkative),
      ...this.repliers,
      this.setter,
      newcomers,
    ])
      this.works.push(load.employ(() => sender.work()));
  }

  /** Opens the widget for a visitor, and learns who that is. */
  private async settle(
    visitor: Visitor,
    params: Record<string, unknown> = {},
    name?: string,
  ): Promise<Visitor> {
    const session = await visitor.open(params);
    visitor.id = await newestVisitor(this.judgeApi, this.staff.projectId);
    if (name) await visitor.becomeProspect(session, name);
    return visitor;
  }

  private async watch(filter: unknown, payload: { token: string } | null): Promise<void> {
    const { staff } = this;
    const wire = await staff.wire();
    this.consoleWires.push(wire);
    const headers: Record<string, string> = payload
      ? { authorization: `Bearer ${payload.token}` }
      : staff.owner;
    const line = staff.line(() => `${wire.url}/graphql`, payload ? { payload } : { headers });
    const name = `console ${this.screens.length + 1} (${filter ? JSON.stringify(filter) : "everybody"})`;
    this.screens.push(
      await staff
        .screen(
          name,
          staff.api(() => wire.url, headers),
          line,
          filter,
        )
        .open(),
    );
  }

  /** A conversation that an agent has open; on a wire that is given: by one who may stall. */
  private async read(visitor: Visitor, token: string, stalled?: Wire): Promise<void> {
    const { staff, bell, problem } = this;
    const wire = stalled ?? (await staff.wire());
    if (!stalled) this.consoleWires.push(wire);
    const api = staff.api(() => wire.url, { authorization: `Bearer ${token}` });
    const line = staff.line(() => `${wire.url}/graphql`, { payload: { token }, asks: !stalled });
    const name = `the conversation of ${visitor.name}`;
    const reader = new ThreadReader({ name, api, line, bell, problem }, visitor.id, Boolean(stalled));
    this.readers.push({ reader: await reader.open(), visitorId: visitor.id });
  }

  private async listen(visitor: Visitor): Promise<void> {
    const { staff, bell, problem } = this;
    const wire = await staff.wire();
    this.consoleWires.push(wire);
    const api = staff.widgetApi(wire, visitor.token);
    const line = staff.line(() => `${wire.url}${staff.widgetPath}`, { payload: { token: visitor.token } });
    const reader = new WidgetReader({ name: `the widget of ${visitor.name}`, api, line, bell, problem });
    this.readers.push({ reader: await reader.open(), visitorId: visitor.id });
  }
}

export const anySeed = () => randomBytes(3).readUIntBE(0, 3);
