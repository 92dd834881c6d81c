// One run: a house, a seed, and rounds. In each round the senders write, something breaks, it heals, all comes to rest, and
// everything is judged.
import { randomBytes } from "node:crypto";
import { Random } from "../../src/demo/random.js";
import type { Api } from "./api.js";
import { Bell, within } from "./bell.js";
import { Book } from "./book.js";
import { Cast } from "./cast.js";
import { readFacts } from "./facts.js";
import { FAULTS } from "./faults.js";
import { House, type Topology } from "./house.js";
import { Load } from "./load.js";
import { readersAtRest, screensAtRest } from "./rest.js";
import { type Screen, seqOf } from "./screen.js";
import { Staff } from "./staff.js";
import { judge } from "./verdict.js";

/** Longest pauses of a sender between two things, in ms: from as fast as it can to leisurely. */
const PACES = [1, 10, 50];
const PATIENCE = 90_000;

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
  /** Longest freeze of a server or of the database, in ms. */
  frozenFor: number;
  newcomers: number;
}

export class Run {
  readonly bell = new Bell();
  readonly book = new Book();
  readonly load = new Load(this.bell);
  readonly staff: Staff;
  readonly frozenFor: number;
  cast!: Cast;
  /** Consoles that a fault brought along: judged with the others, then sent away. */
  crowd: Screen[] = [];
  private readonly random: Random;
  private readonly problems = new Set<string>();
  private readonly works: Promise<void>[] = [];
  /** Not over any wire that breaks. */
  private readonly calm: Api;
  private logged = 0;
  private closing: Promise<void> | null = null;

  private constructor(
    readonly house: House,
    { seed, frozenFor }: RunOptions,
  ) {
    this.random = new Random(seed);
    this.frozenFor = frozenFor;
    this.staff = new Staff(house, seed, this.bell, this.problem);
    const random = this.staff.random();
    this.calm = this.staff.api(
      () => `http://127.0.0.1:${house.pick(random)}`,
      () => this.staff.owner,
    );
  }

  static async open(options: RunOptions): Promise<Run> {
    const run = new Run(await House.open(options.topology), options);
    try {
      await run.staff.signIn();
      run.cast = await Cast.assemble(run, run.calm, options.newcomers);
      for (const worker of run.cast.workers)
        run.works.push(
          run.load
            .employ(() => worker.work())
            .catch((error: unknown) => run.problem(`broken: a sender gave up: ${String(error)}`)),
        );
      return run;
    } catch (error) {
      await run.close();
      throw error;
    }
  }

  readonly problem = (what: string): void => {
    this.problems.add(what);
  };

  async round(name: string): Promise<Round> {
    const fault = FAULTS[name];
    if (!fault) throw new Error(`There is no fault "${name}"; there is: ${Object.keys(FAULTS).join(", ")}.`);
    const before = this.count();
    const since = Date.now();
    let note = "";
    try {
      this.load.pace = this.random.pick(PACES);
      this.load.go();
      await this.load.until(this.random.whole(15, 60), PATIENCE);
      note = await within(2 * PATIENCE, name, fault.act(this, this.random));
      await this.load.until(this.crowd.length > 0 ? 15 : 40, PATIENCE);
      await this.load.hold(PATIENCE);
      await this.judge();
    } catch (error) {
      this.problem(`stuck: ${(error as Error).message}`);
    }
    const after = this.count();
    await Promise.all(this.crowd.map((screen) => screen.line.close()));
    this.crowd = [];
    const problems = [...this.problems];
    this.problems.clear();
    const grown = (key: keyof typeof after) => after[key] - before[key];
    return {
      fault: name,
      note,
      ms: Date.now() - since,
      answered: grown("answered"),
      unanswered: grown("unanswered"),
      refused: grown("refused"),
      applied: grown("applied"),
      resyncs: grown("resyncs"),
      reconnections: grown("reconnections"),
      problems,
    };
  }

  close(): Promise<void> {
    return (this.closing ??= this.leave());
  }

  private async leave(): Promise<void> {
    this.load.end();
    try {
      await this.staff.dismiss();
      await within(PATIENCE, "the senders to go home", Promise.all(this.works));
    } finally {
      await this.house.close();
    }
  }

  private async judge(): Promise<void> {
    const { bell, staff, house, book, cast } = this;
    const heard = await this.stir();
    const screens = [...cast.screens, ...this.crowd];
    for (const found of await screensAtRest(screens, this.calm, staff.projectId, heard, bell))
      this.problem(found);
    const facts = await readFacts(house.databaseUrl);
    for (const found of await readersAtRest(cast.readers, facts, bell)) this.problem(found);
    for (const found of judge(book, facts)) this.problem(found);
    const logged = house.faultsLogged;
    for (const line of logged.slice(this.logged)) this.problem(`logged: ${line.slice(0, 600)}`);
    this.logged = logged.length;
  }

  /** Does what concerns every filter, so that a stream that is dead is told from one that has nothing to say. */
  private async stir(): Promise<number> {
    const document = "query($p: ID!) { visitors(projectId: $p, first: 1) { cursor } }";
    const { visitors } = await this.calm.insist(document, { p: this.staff.projectId });
    const { beacon, setter, replier } = this.cast;
    await beacon.send();
    await setter.insist(beacon.id);
    await replier.reply(beacon);
    await setter.insist(beacon.id);
    return seqOf(visitors.cursor);
  }

  private count() {
    const { screens, readers } = this.cast;
    const rules = [...screens, ...readers.map(({ reader }) => reader), ...this.crowd].map(({ rule }) => rule);
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
}

export const anySeed = () => randomBytes(3).readUIntBE(0, 3);
