// The visitor's panel and page: all that is known, taken along or followed safely, from one visitor to the next.
import type { Locator, Page } from "@playwright/test";
import { expect, setUp, test } from "./house.js";
import { Visit, askAs, doorOf } from "./visit.js";

const overriding = "\u202E";

/** A visitor who has done everything there is to do, and comes back after the conversation was closed. */
async function everything(door: string): Promise<Visit> {
  const visit = await Visit.begin(door, {
    params: { plan: "plus", note: "muy larga ".repeat(60), trap: `javascript:alert(1)${overriding}txt.exe` },
    urlParams: { utm_source: "boletin" },
    referrer: "https://buscador.example/?q=ma%C3%B1ana",
  });
  await visit.choose(0);
  await visit.submit({ name: "María Gómez", email: "maria@correo.example", phone: "+57 310 555 0199" });
  for (let page = 1; page <= 11; page++)
    await visit.goTo(`https://tienda.example/plantas/${page}`, `Planta ${page}`);
  await visit.goTo("https://tienda.example@malo.example/carrito", "Carrito");
  await visit.send(
    "Vi https://tienda.example/caf%C3%A9, y javascript:alert(1) en https://a@malo.example/ ¿es vuestro?",
  );
  return visit;
}

const panelOf = (page: Page) => page.getByRole("complementary", { name: /^(Visitante|Visitor)$/ });
const row = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });
const fact = (within: Locator, label: string) =>
  within.locator("dl > div").filter({ has: within.page().locator("dt", { hasText: label }) });

/** What the clipboard holds, by pasting it. */
async function pasted(page: Page): Promise<string> {
  await page.evaluate(() => {
    const box = document.createElement("textarea");
    box.id = "pasted";
    document.body.append(box);
  });
  const box = page.locator("#pasted");
  await box.press("ControlOrMeta+v");
  return box.evaluate((element: HTMLTextAreaElement) => {
    element.remove();
    return element.value;
  });
}

test("all that is known of a visitor stands in Info, is copied with one press, and leads nowhere unsafe", async ({
  house,
  person,
}) => {
  const { page: ana, context } = await person();
  // As on a page without https: the browser has no clipboard for scripts.
  await context.addInitScript("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
  await setUp(ana, house);
  const visit = await everything(await doorOf(ana, house));
  await row(ana, "María Gómez").click();
  const panel = panelOf(ana);

  // The conversation: whatever leads to the web is a link, and nothing else; the form; the flow's doings.
  const log = panel.getByRole("log");
  await expect(log.getByRole("link")).toHaveCount(1);
  const link = log.getByRole("link", { name: "https://tienda.example/caf%C3%A9", exact: true });
  await expect(link).toHaveAttribute("href", "https://tienda.example/caf%C3%A9");
  await expect(link).toHaveAttribute("rel", "noopener noreferrer nofollow");
  for (const said of [
    "Quiero comprar",
    "Contacto",
    "Nuevo → Prospecto",
    "El flujo avisó al equipo",
    "javascript:alert(1)",
  ])
    await expect(log).toContainText(said);
  await panel.getByRole("button", { name: "Unirse" }).click();
  await panel.getByRole("button", { name: "Cerrar", exact: true }).click();
  await expect(panel.getByText("La conversación está cerrada.")).toBeVisible();
  // A draft is for a person: it is still there when the person begins a new conversation.
  await panel.getByRole("textbox", { name: "Responder a María" }).fill("Un momento");
  await visit.send("Aquí estoy otra vez");
  await expect(log).toContainText("Aquí estoy otra vez");
  await expect(panel.getByRole("textbox", { name: "Responder a María" })).toHaveValue("Un momento");
  await expect(log.getByText(/Mensajes anteriores|Nueva conversación/).first()).toBeVisible();
  // Whoever is at the top gets what was before; it may have come by itself where there is room for it.
  await log.evaluate((element) => {
    element.scrollTop = 0;
    element.dispatchEvent(new Event("scroll"));
  });
  await expect(log).toContainText("Nueva conversación");
  await expect(log).toContainText("Ana Ruiz cerró la conversación");

  await panel.getByRole("tab", { name: "Info" }).click();
  await expect(fact(panel, "Correo").first().getByRole("link")).toHaveAttribute(
    "href",
    "mailto:maria@correo.example",
  );
  await expect(fact(panel, "Teléfono").first().getByRole("link")).toHaveAttribute(
    "href",
    "tel:+573105550199",
  );
  await expect(fact(panel, "plan")).toHaveText(/plus\s*·\s*de la página/);
  await expect(fact(panel, "utm_source")).toHaveText(/boletin\s*·\s*de la dirección/);
  await expect(fact(panel, "trap").getByRole("link")).toHaveCount(0);
  await expect(fact(panel, "Llegó desde").getByRole("link")).toHaveText("https://buscador.example/?q=mañana");
  await expect(fact(panel, "Ventana")).toContainText("1440 × 900");
  await expect(fact(panel, "Proyecto")).toContainText("Tienda Sur");
  await expect(fact(panel, "Dirección IP")).toContainText("127.0.0.1");
  await expect(panel.getByRole("listitem").filter({ hasText: "Prospecto" })).toContainText("el flujo");

  // Long things fold: a parameter, and the trail, whose last page pretends to be of the shop.
  const note = fact(panel, "note");
  const folded = (await note.boundingBox())?.height ?? 0;
  await note.getByRole("button", { name: "Ver más" }).click();
  await expect.poll(async () => (await note.boundingBox())?.height).toBeGreaterThan(folded + 40);
  const trail = panel.getByRole("listitem").filter({ has: ana.locator("time") });
  await expect(panel.getByText("tienda.example/plantas/1", { exact: true })).toHaveCount(0);
  await panel.getByRole("button", { name: "Ver todo (13)" }).click();
  const first = trail.filter({ hasText: "Planta 11" });
  await expect(first.getByRole("link")).toHaveAttribute("href", "https://tienda.example/plantas/11");
  await expect(trail.filter({ hasText: "Tienda Sur" })).toContainText(/\d:\d\d/);
  const trap = trail.filter({ hasText: "Carrito" });
  await expect(trap).toContainText("https://tienda.example@malo.example/carrito");
  await expect(trap.getByRole("link")).toHaveCount(0);

  // Copied by mouse, where the button waits until it is wanted, and by keyboard.
  const copyMail = panel.getByRole("button", { name: "Copiar: Correo" }).first();
  const seen = (button: Locator) =>
    button.locator("..").evaluate((element) => getComputedStyle(element).opacity);
  await panel.getByRole("tab", { name: "Info" }).hover();
  expect(await seen(copyMail)).toBe("0");
  await fact(panel, "Correo").first().hover();
  await expect.poll(() => seen(copyMail)).toBe("1");
  await copyMail.click();
  await expect(panel.getByText("Copiado", { exact: true })).toBeVisible();
  expect(await pasted(ana)).toBe("maria@correo.example");
  for (const [name, value] of [
    ["Copiar: trap", `javascript:alert(1)${overriding}txt.exe`],
    ["Copiar: tienda.example/plantas/11", "https://tienda.example/plantas/11"],
    ["Copiar: Enlace a este visitante", new URL(ana.url()).origin + new URL(ana.url()).pathname + "/1"],
  ] as const) {
    const button = panel.getByRole("button", { name });
    await button.focus();
    await expect.poll(() => seen(button)).toBe("1");
    await ana.keyboard.press("Enter");
    await expect(button).toBeFocused();
    expect(await pasted(ana)).toBe(value);
  }
});

test("from visitor to visitor by keyboard without closing, over pages and through changes; and the full page with its list", async ({
  house,
  person,
}) => {
  const { page: ana, context } = await person();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await setUp(ana, house);
  await askAs(ana, house, 'mutation { updateMe(locale: "en") { id } }');
  const door = await doorOf(ana, house);
  // One more than a page holds. The newest stands first.
  for (let n = 1; n <= 21; n++) await (await Visit.begin(door)).send(`Hello from ${n}`);
  const list = `${house.url}/1/visitors`;
  await ana.goto(`${list}?status=new`);
  await row(ana, "Visitor #21").click();
  const panel = panelOf(ana);
  const is = (name: string) =>
    expect(panel.getByRole("heading", { level: 2, name, exact: true })).toBeVisible();
  const next = panel.getByRole("button", { name: "Next visitor" });
  const previous = panel.getByRole("button", { name: "Previous visitor" });
  await is("Visitor #21");
  await expect(previous).toHaveAttribute("aria-disabled", "true");
  await ana.keyboard.press("]");
  await is("Visitor #20");
  await expect(panel.getByRole("log")).toContainText("Hello from 20");
  await next.click();
  await is("Visitor #19");
  await expect(next).toBeFocused();
  await ana.keyboard.press("[");
  await is("Visitor #20");

  // Whoever leaves the tab stays open, and the way goes on from there.
  await panel.getByRole("button", { name: "Status: New" }).click();
  await ana.getByRole("menuitemradio", { name: "Customer" }).click();
  await expect(ana.getByRole("tab", { name: "New 20" })).toBeVisible();
  await expect(ana.getByRole("menu")).toHaveCount(0);
  await ana.keyboard.press("]");
  await is("Visitor #19");

  // R: what is typed before the box is there arrives in it, and is no shortcut on its way.
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await ana.route("**/graphql", async (route) => {
    if ((route.request().postData() ?? "").includes('"operationName":"ConversationThread"')) await held;
    await route.fallback();
  });
  await ana.keyboard.press("i");
  await expect(panel.getByRole("tab", { name: "Info" })).toHaveAttribute("aria-selected", "true");
  await ana.keyboard.press("]");
  await is("Visitor #18");
  await ana.keyboard.press("r");
  await ana.keyboard.type("is it [so]? c");
  await expect(panel.getByRole("tab", { name: "Conversation" })).toHaveAttribute("aria-selected", "true");
  await expect(panel.getByRole("textbox")).toHaveCount(0);
  await is("Visitor #18");
  release();
  const reply = panel.getByRole("textbox", { name: "Reply to Visitor #18" });
  await expect(reply).toHaveValue("is it [so]? c");
  await expect(reply).toBeFocused();
  await ana.keyboard.type("!");
  await expect(reply).toHaveValue("is it [so]? c!");
  await ana.unrouteAll({ behavior: "wait" });

  // Over the edge of the first page of twenty, and back.
  await ana.goto(list);
  await row(ana, "Visitor #2").last().click();
  await is("Visitor #2");
  await ana.keyboard.press("]");
  await is("Visitor #1");
  await expect(ana).toHaveURL(/page=2/);
  await expect(next).toHaveAttribute("aria-disabled", "true");
  await expect(row(ana, "Visitor #1").locator("[aria-current=true]")).toBeVisible();
  await ana.keyboard.press("[");
  await is("Visitor #2");
  await expect(ana).not.toHaveURL(/page=/);

  // The full page keeps the list it was opened from: its tab, its way on, its way back.
  await ana.goto(`${list}?status=new`);
  await row(ana, "Visitor #19").getByRole("link", { name: "Open the page of Visitor #19" }).click();
  const title = (name: string) =>
    expect(ana.getByRole("heading", { level: 1, name, exact: true })).toBeVisible();
  await title("Visitor #19");
  await expect(ana.getByRole("region", { name: "Conversation" }).getByRole("log")).toContainText(
    "Hello from 19",
  );
  await expect(ana.getByRole("region", { name: "Info" })).toContainText("127.0.0.1");
  await ana.getByRole("button", { name: "Previous visitor" }).click();
  await title("Visitor #21");
  await ana.getByRole("button", { name: "Copy: Link to this visitor" }).click();
  await expect(ana.getByText("Copied", { exact: true })).toBeVisible();
  expect(await ana.evaluate(() => navigator.clipboard.readText())).toBe(`${list}/21`);
  await ana.setViewportSize({ width: 390, height: 844 });
  await ana.getByRole("tab", { name: "Info" }).click();
  await expect(ana.getByRole("tab", { name: "Info" })).toHaveAttribute("aria-selected", "true");
  await ana.keyboard.press("]");
  await title("Visitor #19");
  await expect(ana.getByRole("tab", { name: "Info" })).toHaveAttribute("aria-selected", "true");
  await ana.getByRole("link", { name: "Back to Visitors" }).click();
  await expect(ana).toHaveURL(`${list}?status=new`);
  await ana.setViewportSize({ width: 1440, height: 900 });

  // Where a link leads to nobody, or to another project, it says so and offers the way.
  await ana.goto(`${list}?visitor=999&tab=info`);
  await expect(panel).toContainText("This visitor does not exist, or was erased.");
  await panel.getByRole("button", { name: "Close the panel" }).last().click();
  await expect(panel).toHaveCount(0);
  await ana.goto(`${list}/not-an-id`);
  await expect(ana.getByText("This visitor does not exist, or was erased.")).toBeVisible();
  const made = await askAs<{ createProject: { id: string } }>(
    ana,
    house,
    'mutation { createProject(name: "Norte") { id } }',
  );
  await ana.goto(`${house.url}/${made.createProject.id}/visitors/21`);
  await expect(ana.getByText("This visitor belongs to the project Tienda Sur.")).toBeVisible();
  await ana.getByRole("link", { name: "Open in Tienda Sur" }).click();
  await title("Visitor #21");

  // What cannot be loaded says so, and comes when it can; who is erased while somebody looks is gone at once.
  await ana.route("**/graphql", (route) =>
    (route.request().postData() ?? "").includes('"operationName":"VisitorDetail"')
      ? route.abort()
      : route.fallback(),
  );
  await ana.goto(`${list}/20`);
  await expect(ana.getByRole("alert").getByRole("button", { name: "Try again" })).toBeVisible();
  await ana.unrouteAll({ behavior: "wait" });
  await title("Visitor #20");
  await expect(ana.getByRole("alert")).toHaveCount(0);
  await askAs(ana, house, 'mutation { eraseVisitor(id: "20") }');
  await expect(ana.getByText("This visitor does not exist, or was erased.")).toBeVisible();
  await ana.getByRole("link", { name: "Back to Visitors" }).last().click();
  await expect(ana).toHaveURL(list);
});
