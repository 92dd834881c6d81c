// `--demo`: a project with samples, made once, and simulated traffic in it for as long as the server runs.
import type { App } from "../app.js";
import type { AppOptions } from "../services.js";
import { startSimulator } from "./live/simulator.js";
import { seedDemo } from "./seed.js";
import { ShopAccounts } from "./shop/accounts.js";

export class Demo {
  private readonly ending = new AbortController();
  private seeding: Promise<unknown> | null = null;
  private stopTraffic: () => Promise<void> = () => Promise.resolve();

  constructor(
    private readonly app: App,
    private readonly options: AppOptions,
  ) {}

  /** Resolves to a line that says what is there; null when it was stopped meanwhile. */
  async start(): Promise<string | null> {
    const { app, options, ending } = this;
    const seeding = seedDemo(options, app.services, () => app.url, ending.signal);
    this.seeding = seeding.catch(() => undefined);
    const project = await seeding;
    if (!project || ending.signal.aborted) return null;
    const endpoint = { address: app.address, origin: new URL(app.url).origin, key: project.key };
    const { database } = app.services;
    const accounts = new ShopAccounts(database, project.id, options.clock ?? (() => new Date()));
    this.stopTraffic = startSimulator({
      endpoint,
      identityOf: (person) => accounts.tokenOf(person),
      log: options.log,
    });
    return `The demo project "${project.name}" has sample visitors, and its traffic is simulated while the server runs with --demo.`;
  }

  /** Before the server itself stops: nothing of the demo is under way any more. */
  async stop(): Promise<void> {
    this.ending.abort();
    await this.seeding;
    await this.stopTraffic();
  }
}
