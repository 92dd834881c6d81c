// Makes the people of a run: who signs in, the consoles and widgets that watch, each on a wire of its own, and those who write.
import { Random } from "../../src/demo/random.js";
import { type Answer, HttpClient } from "../clients.js";
import { Api } from "./api.js";
import type { Bell } from "./bell.js";
import type { House } from "./house.js";
import { OWNER, PUBLIC_URL } from "./house.js";
import { Line, type LineOptions } from "./line.js";
import { Screen } from "./screen.js";
import { Wire } from "./wire.js";

export const FILTERS: readonly Answer[] = [
  null,
  { status: "NEW" },
  { status: "PROSPECT", dates: { lastDays: 30, timeZone: "America/Bogota" } },
  { engagedOnly: true, needsAttention: true },
  { search: "pena ana" },
  { params: [{ key: "plan", value: "pro" }] },
  { online: true },
  { online: false, needsAttention: false },
];

export class Staff {
  projectId = "";
  projectKey = "";
  cookie = "";
  private readonly wires: Wire[] = [];
  private readonly lines: Line[] = [];
  private actors = 0;

  constructor(
    private readonly house: House,
    private readonly seed: number,
    private readonly bell: Bell,
    private readonly problem: (what: string) => void,
  ) {}

  async signIn(): Promise<void> {
    const agent = new HttpClient(`http://127.0.0.1:${this.house.slots[0]?.port}/graphql`);
    await agent.ask("mutation($e: String!, $p: String!) { signIn(email: $e, password: $p) { id } }", {
      e: OWNER.email,
      p: OWNER.password,
    });
    const [project] = (await agent.ask("{ projects { id key } }")).projects;
    this.cookie = agent.cookie ?? "";
    this.projectId = project.id;
    this.projectKey = project.key;
  }

  get owner(): Record<string, string> {
    return { cookie: this.cookie, origin: PUBLIC_URL };
  }

  /** Secrets of new API tokens. */
  async tokens(count: number): Promise<string[]> {
    const api = this.api(() => `http://127.0.0.1:${this.house.pick(this.random())}`, this.owner);
    const document =
      "mutation($p: ID!, $n: String!) { createApiToken(projectId: $p, name: $n, role: MANAGER) { token } }";
    const made: string[] = [];
    while (made.length < count)
      made.push((await api.insist(document, { p: this.projectId, n: "ledger" })).createApiToken.token);
    return made;
  }

  /** Of its own for each actor, so that what one draws does not hang on when another did. */
  random(): Random {
    return new Random(this.seed * 1_000 + ++this.actors);
  }

  async wire(): Promise<Wire> {
    const random = this.random();
    const wire = await new Wire(() => this.house.pick(random)).open();
    this.wires.push(wire);
    return wire;
  }

  api(
    url: () => string,
    headers: Record<string, string> | (() => Record<string, string>),
    path = "/graphql",
  ): Api {
    const carried = typeof headers === "function" ? headers : () => headers;
    return new Api(() => `${url()}${path}`, carried, this.random(), this.problem);
  }

  widgetApi(wire: Wire, token: string): Api {
    return this.api(() => wire.url, { authorization: `Bearer ${token}` }, this.widgetPath);
  }

  get widgetPath(): string {
    return `/widget/${this.projectKey}/graphql`;
  }

  line(url: () => string, options: Pick<LineOptions, "headers" | "payload" | "asks">): Line {
    const line = new Line({
      ...options,
      url,
      random: this.random(),
      bell: this.bell,
      refused: (code) => this.problem(`refused: a subscriber was told ${code}`),
    });
    this.lines.push(line);
    return line;
  }

  screen(name: string, api: Api, line: Line, filter: Answer): Screen {
    const { projectId, bell, problem } = this;
    return new Screen({ name, api, line, projectId, filter, bell, problem });
  }

  get reconnections(): number {
    return this.lines.reduce((sum, line) => sum + Math.max(0, line.connections - 1), 0);
  }

  async dismiss(): Promise<void> {
    await Promise.all(this.lines.map((line) => line.close()));
    await Promise.all(this.wires.map((wire) => wire.close()));
  }
}
