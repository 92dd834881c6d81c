// A real server for a test: the whole house in this process, a fresh database, a free port on loopback.
import type { DestinationStream } from "pino";
import { type App, startApp } from "../src/app.js";
import { readConfig } from "../src/config.js";
import type { DoorOptions } from "../src/database/write.js";
import { makeLog } from "../src/logging.js";
import type { AppOptions } from "../src/services.js";
import { HttpClient, SocketClient, WidgetClient } from "./clients.js";
import { type TestDatabase, freshDatabase } from "./database.js";

const here = (path: string) => new URL(path, import.meta.url).pathname;

export const PATHS = {
  console: here("../../console/build"),
  widget: here("../../widget/dist"),
  demo: here("../../widget/demo"),
  preview: here("../../widget/preview"),
};
export const OWNER = { name: "Ana Ruiz", email: "ana@example.com", password: "correct horse battery" };

export interface TestServerOptions {
  env?: Record<string, string>;
  clock?: () => Date;
  heartbeat?: number;
  /** How often sockets are pinged, in ms. */
  ping?: number;
  /** How long a request may take to arrive, in ms. */
  arrival?: number;
  exports?: AppOptions["exports"];
  /** Where its log goes, instead of to the standard output. */
  log?: DestinationStream;
  /** How writes are grouped. */
  writes?: DoorOptions;
  /** Instead of a fresh one. */
  database?: TestDatabase;
}

export class TestServer {
  private constructor(
    private app: App,
    readonly database: TestDatabase,
    private readonly options: TestServerOptions,
  ) {}

  static async start(options: TestServerOptions = {}): Promise<TestServer> {
    const database = options.database ?? (await freshDatabase());
    return new TestServer(await boot(database, options), database, options);
  }

  get url(): string {
    return this.app.url;
  }

  /** Where it listens, whatever address people use. */
  get address(): string {
    return this.app.address;
  }

  get services(): App["services"] {
    return this.app.services;
  }

  http(headers: Record<string, string> = {}): HttpClient {
    return new HttpClient(`${this.url}/graphql`, headers);
  }

  widget(key: string, options: { token?: string; origin?: string } = {}): WidgetClient {
    return new WidgetClient(this.url, key, options);
  }

  /** A socket of an agent's browser, with its cookie and its Origin. */
  socket(client: HttpClient): SocketClient {
    return new SocketClient(`${this.url}/graphql`, {
      headers: { origin: this.url, ...(client.cookie ? { cookie: client.cookie } : {}) },
    });
  }

  /** Makes the first admin and the first project. */
  async setUp(
    input: Record<string, unknown> = {},
  ): Promise<{ agent: HttpClient; project: { id: string; key: string; name: string } }> {
    const token = await this.services.setup.issueToken();
    const agent = this.http();
    await agent.ask("mutation($input: SetUpInput!) { setUp(input: $input) { id } }", {
      input: {
        token,
        ...OWNER,
        projectName: "Tienda Sur",
        timeZone: "America/Bogota",
        locale: "en",
        ...input,
      },
    });
    const { projects } = await agent.ask("{ projects { id key name } }");
    return { agent, project: projects[0] };
  }

  /** Another agent, member of the project. */
  async addAgent(projectId: string, role: "ADMIN" | "MANAGER", email: string): Promise<HttpClient> {
    const { manager } = this.services.database.source;
    const agent = await this.services.agents.create(
      { name: email.split("@")[0] ?? email, email, password: OWNER.password },
      manager,
    );
    await manager.query(
      "INSERT INTO membership (project_id, agent_id, role, created_at) VALUES (?, ?, ?, ?)",
      [projectId, agent.id, role === "ADMIN" ? 0 : 1, Date.now()],
    );
    return this.signIn(email);
  }

  async signIn(email: string = OWNER.email, password: string = OWNER.password): Promise<HttpClient> {
    const client = this.http();
    await client.ask(
      "mutation($email: String!, $password: String!) { signIn(email: $email, password: $password) { id } }",
      { email, password },
    );
    return client;
  }

  /** From here on nobody asks the database but who is asked: whatever wakes by itself has stopped, and ended what it was doing. */
  async still(): Promise<void> {
    const { alarm, audit, blocklist, grants, housekeeping, night, presence, processes, signedOnly } =
      this.services;
    await Promise.all(
      [alarm, blocklist, grants, housekeeping, night, presence, processes, signedOnly].map((each) =>
        each.stop(),
      ),
    );
    await audit.flush();
  }

  /** Stops and starts again on the same database and port. */
  async restart(meanwhile: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    const { port } = new URL(this.url);
    await this.app.stop();
    await meanwhile();
    this.app = await boot(this.database, { ...this.options, env: { ...this.options.env, PORT: port } });
  }

  async stop(): Promise<void> {
    await this.app.stop();
    await this.database.drop();
  }
}

function boot(
  database: TestDatabase,
  { env, clock, heartbeat, ping, arrival, log, exports, writes }: TestServerOptions,
): Promise<App> {
  const config = readConfig({ PORT: "0", DATABASE_URL: database.url, RATE_LIMITS: "off", ...env });
  return startApp({
    config,
    version: "test",
    paths: PATHS,
    log: makeLog(env?.LOG_LEVEL ?? "silent", log),
    clock,
    heartbeat,
    ping,
    arrival,
    exports,
    writes,
  });
}
