// The people of a run, each with a way of their own to the servers: visitors and their widgets, agents, and the consoles that watch.
import { type Api } from "./api.js";
import type { Bell } from "./bell.js";
import type { Book } from "./book.js";
import type { Load } from "./load.js";
import { type Reader, ThreadReader, WidgetReader } from "./reader.js";
import type { Screen } from "./screen.js";
import { type Desk, Newcomers, Replier, Visitor, newestVisitor } from "./senders.js";
import { FILTERS, type Staff } from "./staff.js";
import { StatusSetter } from "./status-setter.js";
import type { Wire } from "./wire.js";

const STEADY = 5;

interface Stage {
  staff: Staff;
  bell: Bell;
  book: Book;
  load: Load;
  problem: (what: string) => void;
}

export class Cast {
  readonly screens: Screen[] = [];
  readonly readers: { reader: Reader; visitorId: string }[] = [];
  readonly consoleWires: Wire[] = [];
  /** A visitor's browser has one way for all it does, so its widget's is among these. */
  readonly senderWires: Wire[] = [];
  readonly workers: { work(): Promise<void> }[] = [];
  /** Concerns every filter, whatever it does. */
  beacon!: Visitor;
  setter!: StatusSetter;
  replier!: Replier;
  /** Who reads this conversation may stall: it is written to only then. */
  stalling!: { wire: Wire; visitor: Visitor };
  private readonly ways = new Map<Visitor, Wire>();

  private constructor(
    private readonly stage: Stage,
    /** Not over any wire that breaks. */
    private readonly calm: Api,
  ) {}

  static async assemble(stage: Stage, calm: Api, newcomers: number): Promise<Cast> {
    const cast = new Cast(stage, calm);
    const { staff } = stage;
    const [first = "", second = ""] = await staff.tokens(2);
    const tokens = staff.random();
    const visitor = async (name: string) => cast.visitor(name, tokens.hex(64), await cast.way());

    const visitors: Visitor[] = [];
    for (let count = 1; count <= STEADY + 2; count++)
      visitors.push(await cast.settle(await visitor(`visitor ${count}`)));
    const [restless, talkative] = visitors as [Visitor, Visitor];
    cast.beacon = await cast.settle(await visitor("the beacon"), { plan: "pro" }, "Ana Peña");

    const agents = await cast.way();
    const apis = [staff.owner, { authorization: `Bearer ${first}` }].map((headers) =>
      staff.api(() => agents.url, headers),
    );
    const repliers = apis.map(
      (api, index) => new Replier(`agent ${index + 1}`, api, cast.desk(), visitors, restless),
    );
    cast.replier = repliers[0] as Replier;
    const ids = visitors.map(({ id }) => id);
    cast.setter = new StatusSetter(apis[0] as Api, cast.desk(), ids);

    for (const filter of [null, ...FILTERS])
      await cast.watch(filter, cast.screens.length % 2 ? { token: second } : null);
    for (const each of visitors.slice(2, 5)) await cast.read(each, second);
    for (const each of [...visitors, cast.beacon]) await cast.listen(each);
    await cast.listen(restless, "another tab");
    cast.stalling = { wire: await staff.wire(), visitor: talkative };
    await cast.read(talkative, second, cast.stalling.wire);

    const street = await cast.way();
    const come = new Newcomers(cast.desk(), newcomers, (name) => cast.visitor(name, tokens.hex(64), street));
    cast.workers.push(...visitors.filter((each) => each !== talkative), ...repliers, cast.setter, come);
    return cast;
  }

  private desk(): Desk {
    const { book, load, staff } = this.stage;
    return { book, load, random: staff.random() };
  }

  private async way(): Promise<Wire> {
    const wire = await this.stage.staff.wire();
    this.senderWires.push(wire);
    return wire;
  }

  private visitor(name: string, token: string, wire: Wire): Visitor {
    const visitor = new Visitor(name, token, this.stage.staff.widgetApi(wire, token), this.desk());
    this.ways.set(visitor, wire);
    return visitor;
  }

  /** Opens the widget for a visitor, and learns who that is. */
  private async settle(
    visitor: Visitor,
    params: Record<string, unknown> = {},
    name?: string,
  ): Promise<Visitor> {
    const session = await visitor.open(params);
    visitor.id = await newestVisitor(this.calm, this.stage.staff.projectId);
    if (name) await visitor.becomeProspect(session, name);
    return visitor;
  }

  private async watch(filter: unknown, payload: { token: string } | null): Promise<void> {
    const { staff } = this.stage;
    const wire = await staff.wire();
    this.consoleWires.push(wire);
    const headers: Record<string, string> = payload
      ? { authorization: `Bearer ${payload.token}` }
      : staff.owner;
    const line = staff.line(() => `${wire.url}/graphql`, payload ? { payload } : { headers });
    const name = `console ${this.screens.length + 1} (${filter ? JSON.stringify(filter) : "everybody"})`;
    const api = staff.api(() => wire.url, headers);
    this.screens.push(await staff.screen(name, api, line, filter).open());
  }

  /** A conversation that an agent has open; on a wire that is given: by one who may stall. */
  private async read(visitor: Visitor, token: string, stalled?: Wire): Promise<void> {
    const { staff, bell, problem } = this.stage;
    const wire = stalled ?? (await staff.wire());
    if (!stalled) this.consoleWires.push(wire);
    const api = staff.api(() => wire.url, { authorization: `Bearer ${token}` });
    const line = staff.line(() => `${wire.url}/graphql`, { payload: { token }, asks: !stalled });
    const name = `the conversation of ${visitor.name}`;
    const reader = new ThreadReader({ name, api, line, bell, problem }, visitor.id, Boolean(stalled));
    this.readers.push({ reader: await reader.open(), visitorId: visitor.id });
  }

  /** The widget in the browser that writes, or in another tab, which does not hear what is answered there. */
  private async listen(visitor: Visitor, tab?: "another tab"): Promise<void> {
    const { staff, bell, problem } = this.stage;
    const wire = tab ? await this.way() : (this.ways.get(visitor) as Wire);
    const api = staff.widgetApi(wire, visitor.token);
    const line = staff.line(() => `${wire.url}${staff.widgetPath}`, { payload: { token: visitor.token } });
    const name = `the widget of ${visitor.name}${tab ? ` in ${tab}` : ""}`;
    const reader = new WidgetReader({ name, api, line, bell, problem });
    if (!tab) visitor.heard = (message) => reader.heard(message);
    this.readers.push({ reader: await reader.open(), visitorId: visitor.id });
  }
}
