// The Conversation tab at close range: what an agent has in sight while writing.
import { expect, openConversation, setUp, test, visitorWrites } from "./house.js";
import { Visit, askAs, doorOf } from "./visit.js";

test("a long reply leaves the newest message in sight, and each language runs its own way", async ({
  house,
  person,
}) => {
  const ana = (await person({ viewport: { width: 1280, height: 560 } })).page;
  await setUp(ana, house);
  const visitor = (await person()).page;
  await visitor.goto(`${house.url}/demo`);
  await visitor.getByRole("button", { name: "Abrir el chat" }).click();
  const message = visitor.getByRole("textbox", { name: "Mensaje" });
  await message.fill("Busco una planta de sombra");
  await message.press("Enter");
  await ana.getByRole("row").filter({ hasText: "Visitante #1" }).click();
  await ana.getByRole("tab", { name: "Conversación" }).click();

  const log = ana.getByRole("log");
  const reply = ana.getByRole("textbox", { name: /Responder a/ });
  await reply.fill("¡Hola!");
  await reply.press("Enter");
  await expect(log.getByText("¡Hola!")).toBeInViewport();
  // The box grows in the same frame in which an earlier scroll is told: nobody has gone upward.
  await reply.evaluate((box: HTMLTextAreaElement) => {
    box.value = "una línea\n".repeat(12);
    document.querySelector("[role=log]")?.dispatchEvent(new Event("scroll"));
  });
  await expect(log.getByText("¡Hola!")).toBeInViewport({ ratio: 1 });
  await reply.fill("");
  await reply.fill("una línea\n".repeat(12));
  await expect(log.getByText("¡Hola!")).toBeInViewport({ ratio: 1 });

  await reply.fill("مرحبا (test) 123!");
  await expect(reply).toHaveCSS("direction", "rtl");
  await reply.press("Enter");
  await expect(log.getByText("مرحبا (test) 123!")).toHaveCSS("unicode-bidi", "plaintext");
});

test("a long conversation opens where the reading stopped, holds its place, and loads upward", async ({
  house,
  person,
}) => {
  const ana = (await person()).page;
  await setUp(ana, house);
  const visit = await Visit.begin(await doorOf(ana, house));
  const write = async (from: number, to: number) => {
    for (let n = from; n <= to; n++) await visit.send(`Mensaje ${n}`);
  };
  const unread = () => askAs(ana, house, '{ visitor(id: "1") { conversation { unread } } }');
  const read = { visitor: { conversation: { unread: 0 } } };
  // The flow calls a person, and says no more.
  await visit.choose(2);
  await write(1, 60);
  const reply = await openConversation(ana);
  const log = ana.getByRole("log");
  const said = (n: number) => log.getByText(`Mensaje ${n}`, { exact: true });
  const line = log.getByText("Nuevos", { exact: true });
  await expect(said(60)).toBeInViewport();
  await expect.poll(unread).toEqual(read);
  await ana.keyboard.press("Escape");
  await expect(log).toHaveCount(0);
  await write(61, 90);
  await expect(ana.getByTitle("30 mensajes sin leer")).toBeVisible();

  // It opens at the first of what nobody has read, and says how much there is below.
  await openConversation(ana);
  await expect(line).toBeInViewport();
  await expect(said(61)).toBeInViewport();
  await expect(said(90)).not.toBeInViewport();
  await expect(ana.getByRole("button", { name: "30 nuevos" })).toBeVisible();
  await expect.poll(unread).toEqual(read);

  // Upward: the first try fails and may be repeated; what is being read does not move.
  await expect(said(41)).toHaveCount(1);
  await expect(said(40)).toHaveCount(0);
  let release: (() => void) | null = null;
  let fails = true;
  await ana.route("**/graphql", async (route) => {
    if (!(route.request().postData() ?? "").includes('"operationName":"OlderMessages"'))
      return route.fallback();
    if (fails) return route.abort();
    await new Promise<void>((resolve) => (release = resolve));
    await route.fallback();
  });
  await log.evaluate((element) => (element.scrollTop = 0));
  await expect(log.getByRole("alert")).toContainText("No se pudieron cargar los mensajes anteriores.");
  fails = false;
  await log.getByRole("button", { name: "Reintentar" }).click();
  await log.evaluate((element) => (element.scrollTop = 30));
  await expect.poll(() => release).not.toBeNull();
  const place = async (n: number) => Math.round((await said(n).boundingBox())?.y ?? -1);
  await expect(log.getByRole("button", { name: "Cargando…" })).toBeVisible();
  const before = await place(45);
  (release as (() => void) | null)?.();
  await expect(said(2)).toHaveCount(1);
  expect(Math.abs((await place(45)) - before)).toBeLessThanOrEqual(1);

  // What comes meanwhile waits below, and moves nothing either.
  await write(91, 92);
  await expect(ana.getByRole("button", { name: "32 nuevos" })).toBeVisible();
  expect(Math.abs((await place(45)) - before)).toBeLessThanOrEqual(1);
  await ana.getByRole("button", { name: "32 nuevos" }).click();
  await expect(said(92)).toBeInViewport();
  await write(93, 93);
  await expect(said(93)).toBeInViewport();
  await expect(ana.getByRole("button", { name: /nuevos?$/ })).toHaveCount(0);

  // The line stays while the agent reads, and goes when they answer.
  await expect(line).toHaveCount(1);
  await reply.fill("Aquí estoy.");
  await reply.press("Enter");
  await expect(log.getByText("Aquí estoy.")).toBeInViewport();
  await expect(line).toHaveCount(0);

  // Who looked away finds it before what came meanwhile.
  const look = (state: "hidden" | "visible") =>
    ana.evaluate((value) => {
      Object.defineProperty(document, "visibilityState", { value, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, state);
  await look("hidden");
  await write(94, 95);
  await expect(said(95)).toHaveCount(1);
  await look("visible");
  await expect(log.locator(":scope > *:has-text('Nuevos') + *")).toHaveText("Mensaje 94");
  await expect.poll(unread).toEqual(read);
  await expect(line).toHaveCount(1);
});

test("an agent sees on which page the visitor is, and how they came there", async ({ house, person }) => {
  const ana = (await person()).page;
  await setUp(ana, house);
  const visitor = (await person()).page;
  await visitorWrites(visitor, house, "¿Hay alguien?");
  await visitor.evaluate(() => history.pushState(null, "", "/demo?planta=helecho"));
  await openConversation(ana);
  await ana.getByRole("tab", { name: "Info" }).click();
  const here = ana.getByRole("complementary").locator("[aria-current=page]");
  await expect(here).toContainText("/demo?planta=helecho", { timeout: 20_000 });
  await expect(here).toContainText("Está ahora en esta página");
});
