// Every screen of the console, as it is: wide and on a phone, light and dark, in both languages. Each stands in docs/screens.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { HttpClient, WidgetClient } from "../../server/test/clients.js";
import { House, OWNER, expect, test } from "../house.js";

const DIR = fileURLToPath(new URL("../../docs/screens", import.meta.url));
const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

interface View {
  name: string;
  locale: "en" | "es";
  colorScheme: "light" | "dark";
  viewport: { width: number; height: number };
}

/** Each screen is drawn in one wide and one narrow view; between them languages and themes take turns. */
const views = (screen: string, turn: number): View[] => [
  {
    name: `${screen}.png`,
    locale: turn % 2 ? "es" : "en",
    colorScheme: Math.floor(turn / 2) % 2 ? "dark" : "light",
    viewport: WIDE,
  },
  {
    name: `${screen}-phone.png`,
    locale: turn % 2 ? "en" : "es",
    colorScheme: Math.floor(turn / 2) % 2 ? "light" : "dark",
    viewport: PHONE,
  },
];

const rows = (page: Page) => page.locator("[data-visitor]");
const list = "/2/visitors";
/** The customers of the demo have long conversations, and stand still. */
const customers = `${list}?status=customer`;

async function openRow(page: Page, tab: RegExp): Promise<void> {
  await rows(page).nth(2).click();
  await page.getByRole("tab", { name: tab }).click();
  await expect(page.getByRole("tabpanel").last()).toBeVisible();
}

/** Where somebody is invited who has not answered yet. */
let invitation = "";

/** Where a screen is, and what is done until it is on. */
const screens: Record<string, (page: Page, url: string) => Promise<void>> = {
  conversation: async (page, url) => {
    await page.goto(url + customers);
    await openRow(page, /^Conversa/);
    await expect(page.getByRole("textbox", { name: /Responder a|Reply to/ })).toBeVisible();
  },
  "first-run": async (page, url) => {
    await page.goto(`${url}/1/visitors`);
    await expect(page.getByRole("heading", { level: 2 })).toBeVisible();
  },
  info: async (page, url) => {
    await page.goto(url + customers);
    await openRow(page, /^Info/);
    await expect(page.getByText(/^(Dirección IP|IP address)$/)).toBeVisible();
  },
  list: async (page, url) => {
    await page.goto(url + list);
    await expect(rows(page)).toHaveCount(20);
  },
  filters: async (page, url) => {
    await page.goto(`${url}${list}?engaged=1&online=0`);
    await page.getByRole("button", { name: /Mostrar filtros|Show filters/ }).click();
    await expect(page.getByRole("group", { name: /^(Filtros|Filters)$/ })).toBeVisible();
  },
  ticked: async (page, url) => {
    await page.goto(`${url}${list}?status=prospect`);
    for (const place of [1, 2, 4]) await rows(page).nth(place).getByRole("checkbox").check();
    await page.getByRole("button", { name: /Cambiar estado|Set status/ }).click();
    await expect(page.getByRole("menu")).toBeVisible();
  },
  export: async (page, url) => {
    await page.goto(url + list);
    await expect(rows(page)).toHaveCount(20);
    await page.getByRole("button", { name: /Excel$/ }).click();
    await expect(page.getByRole("menu")).toBeVisible();
  },
  empty: async (page, url) => {
    await page.goto(`${url}${list}?status=prospect&q=zzz&engaged=1`);
    await expect(page.getByRole("heading", { level: 2 })).toBeVisible();
  },
  visitor: async (page, url) => {
    await page.goto(url + customers);
    await rows(page).nth(2).getByRole("link").click();
    await page.waitForURL(/visitors\/\d+/);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByRole("log")).toBeVisible();
  },
  flow: async (page, url) => {
    await page.goto(`${url}/2/flow`);
    await page.getByRole("group", { name: /¿En qué te ayudamos/ }).click();
    const panel = page.getByRole("complementary", { name: /^(Paso|Step)$/ });
    await expect(panel).toBeVisible();
    // The canvas of a phone is what nobody else has; its form is a form.
    if (page.viewportSize()?.width === PHONE.width) await panel.getByRole("button").first().click();
  },
  "flow-preview": async (page, url) => {
    await page.goto(`${url}/2/flow`);
    await page.getByRole("button", { name: /^(Vista previa|Preview)$/ }).click();
    await expect(page.frameLocator("iframe").getByRole("log")).toContainText("¿En qué te ayudamos?");
  },
  "flow-templates": async (page, url) => {
    await page.goto(`${url}/2/flow`);
    const tools = page.getByRole("button", { name: /^(Plantillas|Templates)$/ });
    if (page.viewportSize()?.width === PHONE.width) {
      await page.getByRole("button", { name: /^(Más|More)$/ }).click();
      await page.getByRole("menuitem", { name: /^(Plantillas|Templates)$/ }).click();
    } else await tools.click();
    await expect(page.getByRole("dialog").getByRole("radio")).toHaveCount(3);
  },
  settings: async (page, url) => {
    await page.goto(`${url}/2/settings`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  },
  replies: async (page, url) => {
    await page.goto(url + customers);
    await openRow(page, /^Conversa/);
    await page.getByRole("button", { name: /Respuestas guardadas|Canned replies/ }).click();
    await expect(page.getByRole("option")).toHaveCount(6);
  },
  "settings-replies": async (page, url) => {
    await page.goto(`${url}/2/settings/replies`);
    await page.getByRole("button", { name: /^(Editar|Edit) \/envio$/ }).click();
    await expect(page.getByRole("textbox", { name: /Atajo|Shortcut/ })).toBeFocused();
  },
  "settings-hours": async (page, url) => {
    await page.goto(`${url}/2/settings/hours`);
    await page.getByRole("radio", { name: /Con horario|With hours/ }).check();
    await expect(page.getByRole("checkbox", { checked: true })).toHaveCount(5);
  },
  members: async (page, url) => {
    await page.goto(`${url}/2/settings/members`);
    await expect(page.getByText(OWNER.email).last()).toBeVisible();
  },
  tokens: async (page, url) => {
    await page.goto(`${url}/2/settings/tokens`);
    await expect(page.getByRole("heading", { level: 2 }).first()).toBeVisible();
  },
  identity: async (page, url) => {
    await page.goto(`${url}/2/settings/identity`);
    await expect(page.getByRole("button", { name: /^(Retirar la clave|End secret) / })).toBeVisible();
    await page.getByRole("radio", { name: /^(Opcional|Optional)/ }).check();
  },
  activity: async (page, url) => {
    await page.goto(`${url}/2/settings/activity`);
    await expect(page.getByText(/^(entró|signed in)/).first()).toBeVisible();
  },
  privacy: async (page, url) => {
    await page.goto(`${url}/2/settings/privacy`);
    await expect(page.getByRole("heading", { level: 2 }).first()).toBeVisible();
  },
  profile: async (page, url) => {
    await page.goto(`${url}/profile`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  },
  keys: async (page, url) => {
    await page.goto(url + list);
    await expect(rows(page)).toHaveCount(20);
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog")).toBeVisible();
  },
  invitation: async (page) => {
    // As who has no account yet.
    await page.context().clearCookies();
    await page.goto(invitation);
    await expect(page.getByRole("heading", { name: /^(Únete a|Join) Tienda Sur$/ })).toBeVisible();
  },
};

test("the screens", async ({ person }) => {
  mkdirSync(DIR, { recursive: true });
  const house = await House.open(
    { ATALAYA_OWNER_EMAIL: OWNER.email, ATALAYA_OWNER_PASSWORD: OWNER.password, LANG: "es_ES.UTF-8" },
    ["--demo"],
  );
  try {
    const agent = new HttpClient(`${house.url}/graphql`);
    await agent.ask(
      "mutation($email: String!, $password: String!) { signIn(email: $email, password: $password) { id } }",
      { email: OWNER.email, password: OWNER.password },
    );
    // A team that is alive: somebody is expected, programs are let in, an address is shut out.
    const { marta } = await agent.ask(
      `mutation($until: DateTime!) {
        marta: inviteMember(projectId: 2, email: "marta.gil@tiendasur.example", role: MANAGER) { url }
        dario: inviteMember(projectId: 2, email: "dario.rey@tiendasur.example", role: ADMIN) { url }
        crm: createApiToken(projectId: 2, name: "CRM", role: MANAGER) { id }
        reports: createApiToken(projectId: 2, name: "Informes de ventas", role: MANAGER) { id }
        block: blockAddress(projectId: 2, address: "203.0.113.0/24", until: $until) { id }
      }`,
      { until: new Date(Date.now() + 7 * 24 * 3_600_000).toISOString() },
    );
    invitation = marta.url;
    let turn = 0;
    for (const [screen, arrive] of Object.entries(screens)) {
      for (const { name, locale, colorScheme, viewport } of views(screen, turn)) {
        await agent.ask(
          'mutation($locale: String!) { updateMe(name: "Ana Ruiz", locale: $locale, timeZone: "America/Bogota") { id } }',
          { locale },
        );
        const { page, context } = await person({ locale, colorScheme, viewport });
        const [cookie, value] = agent.cookie?.split(";")[0]?.split("=") ?? [];
        await context.addCookies([{ name: cookie ?? "", value: value ?? "", url: house.url }]);
        await arrive(page, house.url);
        await page.evaluate(() => document.fonts.ready);
        await page.screenshot({ path: join(DIR, name), animations: "disabled", caret: "hide" });
        await context.close();
      }
      turn++;
    }
    // A list with a hand in it, while the world goes on.
    await agent.ask('mutation { updateMe(locale: "es") { id } }');
    const { projects } = await agent.ask("{ projects { id key } }");
    const { page, context } = await person({ locale: "es", colorScheme: "light", viewport: WIDE });
    const [cookie, value] = agent.cookie?.split(";")[0]?.split("=") ?? [];
    await context.addCookies([{ name: cookie ?? "", value: value ?? "", url: house.url }]);
    await page.goto(`${house.url}${list}?status=new`);
    await expect(rows(page)).toHaveCount(20);
    await rows(page).nth(5).hover();
    const ids = await rows(page).evaluateAll((all) =>
      all.map((row) => (row as HTMLElement).dataset["visitor"]),
    );
    for (const id of [ids[2], ids[3]])
      await agent.ask("mutation($id: ID!) { setVisitorStatus(visitorId: $id, status: PROSPECT) { id } }", {
        id,
      });
    for (let n = 0; n < 3; n++) await new WidgetClient(house.url, projects[1].key).open();
    await expect(page.getByRole("button", { name: /nuev/ }).last()).toBeVisible();
    await expect(rows(page).nth(3)).toContainText("por Ana Ruiz");
    await page.screenshot({ path: join(DIR, "calm.png"), animations: "disabled" });
  } finally {
    await house.close();
  }
});
