// A server with a clock that tests move, and flows that they draw.
import type { FlowDefinition, FlowNode } from "../src/flows/flow.definition.js";
import type { Answer, HttpClient, WidgetClient } from "./clients.js";
import { TestServer, type TestServerOptions } from "./server.js";

const SAVE =
  "mutation($id: ID!, $definition: JSONObject!) { saveFlow(projectId: $id, definition: $definition) { published { version } } }";
const CREATE = 'mutation { createProject(name: "Flows") { id key } }';
const UPDATE = `mutation($id: ID!, $officeHours: OfficeHoursInput, $awayMessage: String) {
  updateProject(id: $id, officeHours: $officeHours, awayMessage: $awayMessage) { id } }`;

/** A Monday, UTC. */
const NOON = Date.parse("2026-03-09T12:00:00.000Z");

const HOUR = 3_600_000;

export class FlowHouse {
  private signedInAt = NOON;

  private constructor(
    readonly server: TestServer,
    readonly agent: HttpClient,
    private readonly time: { now: number },
    private readonly options: TestServerOptions,
  ) {}

  static async open(options: TestServerOptions = {}): Promise<FlowHouse> {
    const time = { now: NOON };
    const server = await TestServer.start({ ...options, clock: () => new Date(time.now) });
    const { agent } = await server.setUp();
    return new FlowHouse(server, agent, time, options);
  }

  /** A project with this flow. */
  async project(nodes: Record<string, FlowNode>, start = Object.keys(nodes)[0] ?? ""): Promise<FlowProject> {
    await this.staySignedIn();
    const { createProject } = await this.agent.ask(CREATE);
    const project = new FlowProject(this, createProject.id, createProject.key);
    await project.save({ start, nodes });
    return project;
  }

  /** Lets so many seconds pass unseen: whoever wakes flows finds out by itself. */
  skip(seconds: number): void {
    this.time.now += seconds * 1000;
  }

  /** Lets so many seconds pass, and what is due by then happen. */
  async pass(seconds: number): Promise<void> {
    this.time.now += seconds * 1000;
    await this.staySignedIn();
    await this.server.services.alarm.sweep();
  }

  /** Hours pass here in no time, and a session does not last for many. */
  private async staySignedIn(): Promise<void> {
    if (this.time.now - this.signedInAt < HOUR) return;
    this.signedInAt = this.time.now;
    this.agent.cookie = (await this.server.signIn()).cookie;
  }

  /** Another process on the same database, with the same clock. */
  twin(): Promise<TestServer> {
    const { url } = this.server.database;
    const database = { url, drop: async () => undefined };
    return TestServer.start({ ...this.options, database, clock: () => new Date(this.time.now) });
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

export class FlowProject {
  constructor(
    private readonly house: FlowHouse,
    readonly id: string,
    readonly key: string,
  ) {}

  async save(definition: FlowDefinition): Promise<void> {
    await this.house.agent.ask(SAVE, { id: this.id, definition });
  }

  async update(settings: { officeHours?: object | null; awayMessage?: string | null }): Promise<void> {
    await this.house.agent.ask(UPDATE, { id: this.id, ...settings });
  }

  visitor(): WidgetClient {
    return this.house.server.widget(this.key);
  }
}

export const ask = (text: string, ...options: [label: string, next: string | null][]): FlowNode => ({
  kind: "options",
  text,
  options: options.map(([label, next]) => ({ label, next })),
});
export const say = (text: string, next: string | null = null): FlowNode => ({ kind: "message", text, next });
export const pause = (seconds: number, next: string | null): FlowNode => ({ kind: "delay", seconds, next });

/** The talk as a visitor sees it: the flow's words, what it asks, and what happened. */
export async function talk(visitor: WidgetClient): Promise<string[]> {
  const { messages } = await visitor.session();
  return messages.map(({ author, kind, text, event }: Answer) =>
    kind === "EVENT"
      ? event
      : author === "VISITOR"
        ? `> ${text ?? kind}`
        : kind === "TEXT"
          ? text
          : `${text} [${kind}]`,
  );
}

export const lastId = async (visitor: WidgetClient): Promise<string> =>
  (await visitor.session()).messages.at(-1).id;
