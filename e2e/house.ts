// A whole Atalaya for a story: the built server as a process of its own, on a free port, with an empty database.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, type Locator, type Page, expect, test as base } from "@playwright/test";

export const OWNER = { name: "Ana Ruiz", email: "ana@example.com", password: "correct horse battery" };

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}

export class House {
  private child: ChildProcess | null = null;
  private output = "";
  private readonly dir = mkdtempSync(join(tmpdir(), "atalaya-e2e-"));

  private constructor(
    readonly port: number,
    /** For the next start. */
    readonly env: Record<string, string>,
  ) {}

  static async open(env: Record<string, string> = {}, args: string[] = []): Promise<House> {
    const house = new House(await freePort(), env);
    await house.start(args);
    return house;
  }

  /** One whose only project has so many visitors already; the owner's language is Spanish. */
  static async seeded(visitors: number): Promise<House> {
    const house = new House(await freePort(), {
      ATALAYA_OWNER_EMAIL: OWNER.email,
      ATALAYA_OWNER_PASSWORD: OWNER.password,
      LANG: "es_ES.UTF-8",
    });
    const seed = house.run("seed/main.js", [
      "--visitors",
      String(visitors),
      "--messages",
      "0",
      "--days",
      "20",
    ]);
    const [code] = (await once(seed, "exit")) as [number | null];
    if (code !== 0) throw new Error("the seeding failed");
    await house.start();
    return house;
  }

  /** Where browsers find it: itself, unless a story puts something in between. */
  address = "";

  get url(): string {
    return this.address || `http://127.0.0.1:${this.port}`;
  }

  /** Another member of the project, with the owner's password. */
  addColleague(name: string, email: string): void {
    const database = new DatabaseSync(join(this.dir, "atalaya.db"), { timeout: 5_000 });
    const { lastInsertRowid } = database
      .prepare(
        `INSERT INTO agent (name, email, password_hash, time_zone, locale, created_at)
         SELECT ?, ?, password_hash, time_zone, locale, created_at FROM agent WHERE email = ?`,
      )
      .run(name, email, OWNER.email);
    database
      .prepare(
        "INSERT INTO membership (project_id, agent_id, role, created_at) SELECT id, ?, 1, created_at FROM project",
      )
      .run(lastInsertRowid);
    database.close();
  }

  get setupLink(): string {
    return `${this.url}${/\/setup#\S+/.exec(this.output)?.[0] ?? ""}`;
  }

  get key(): string {
    return /key (pk_\w+)/.exec(this.output)?.[1] ?? "";
  }

  async start(args: string[] = []): Promise<void> {
    this.output = "";
    const child = this.run("main.js", args);
    this.child = child;
    for await (const chunk of child.stdout) {
      this.output += String(chunk);
      if (this.output.endsWith("\n\n") && this.output.includes("/demo\n")) break;
    }
    if (!this.output.includes("/demo\n")) throw new Error("the server ended before it was ready");
  }

  private run(file: string, args: string[]) {
    const path = new URL(`../server/dist/${file}`, import.meta.url).pathname;
    return spawn(process.execPath, ["--disable-warning=ExperimentalWarning", path, ...args], {
      env: {
        PATH: process.env.PATH,
        LOG_LEVEL: "error",
        // A crowd of a story's visitors, and whoever presses for all agents at once, are one account each.
        RATE_LIMITS: "off",
        PORT: String(this.port),
        DATABASE_URL: `sqlite:${join(this.dir, "atalaya.db")}`,
        ...this.env,
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
  }

  async kill(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  }

  async close(): Promise<void> {
    await this.kill("SIGKILL");
    rmSync(this.dir, { recursive: true, force: true });
  }
}

interface Person {
  context: BrowserContext;
  page: Page;
}

interface Fixtures {
  house: House;
  /** A browser of its own for every person of the story. */
  person: (options?: {
    locale?: string;
    viewport?: { width: number; height: number };
    colorScheme?: "light" | "dark";
  }) => Promise<Person>;
}

export const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the first parameter's pattern
  house: async ({}, use) => {
    const house = await House.open();
    await use(house);
    await house.close();
  },
  person: async ({ browser }, use) => {
    const people: BrowserContext[] = [];
    const faults: string[] = [];
    await use(
      async ({ locale = "es-CO", viewport = { width: 1440, height: 900 }, colorScheme = "light" } = {}) => {
        const context = await browser.newContext({
          locale,
          viewport,
          colorScheme,
          timezoneId: "America/Bogota",
        });
        people.push(context);
        const page = await context.newPage();
        page.on("pageerror", (error) => faults.push(String(error)));
        page.on("console", (message) => {
          if (/Content Security Policy/i.test(message.text())) faults.push(message.text());
        });
        return { context, page };
      },
    );
    for (const context of people) await context.close();
    if (faults.length > 0) throw new Error(`the pages had faults: ${faults.join("\n")}`);
  },
});
export { expect } from "@playwright/test";

/** Makes the first admin through the printed link, and lands on the project's visitors. */
export async function setUp(page: Page, house: House): Promise<void> {
  await page.goto(house.setupLink);
  await page.getByLabel("Tu nombre").fill(OWNER.name);
  await page.getByLabel("Correo").fill(OWNER.email);
  await page.getByLabel("Contraseña").fill(OWNER.password);
  await page.getByLabel("Nombre del proyecto").fill("Tienda Sur");
  await page.getByLabel("Dirección del sitio").fill("https://tienda.example");
  await page.getByRole("button", { name: "Crear" }).click();
  await page.getByRole("button", { name: "Ir a Visitantes" }).click();
}

export async function signIn(page: Page, house: House, email: string = OWNER.email): Promise<void> {
  await page.goto(`${house.url}/sign-in`);
  await page.getByLabel("Correo").fill(email);
  await page.getByLabel("Contraseña").fill(OWNER.password);
  await page.getByRole("button", { name: "Entrar" }).click();
  // Whoever goes elsewhere at once would take the answer, and with it the session, from under it.
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}

/** A visitor opens the demo shop's chat and writes; returns the chat. */
export async function visitorWrites(page: Page, house: House, text: string): Promise<Locator> {
  await page.goto(`${house.url}/demo`);
  await page.getByRole("button", { name: "Abrir el chat" }).click();
  const chat = page.getByRole("dialog");
  await chat.getByRole("textbox", { name: "Mensaje" }).fill(text);
  await page.keyboard.press("Enter");
  await expect(chat.getByRole("log").getByText(text)).toBeVisible();
  return chat;
}

/** The agent opens the first visitor's conversation; returns the box to reply in. */
export async function openConversation(page: Page): Promise<Locator> {
  await page.getByRole("row").filter({ hasText: "Visitante #1" }).click();
  await page.getByRole("tab", { name: "Conversación" }).click();
  const reply = page.getByRole("textbox", { name: /Responder a/ });
  await expect(reply).toBeVisible();
  return reply;
}
