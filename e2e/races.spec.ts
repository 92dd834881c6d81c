// Answers, events and tabs that overtake one another: whatever comes first, the screen ends as a fresh query would.
import type { Page, WebSocketRoute } from "@playwright/test";
import { OWNER, expect, openConversation, setUp, signIn, test, visitorWrites } from "./house.js";
import { asks, holdNext } from "./hold.js";

/** The console's socket, with a hand on it: frames may be held or dropped, and others put in. */
interface Frame {
  id?: string;
  type: string;
  payload?: { query?: string; data?: { conversationChanges?: { message?: { text: string } | null } } };
}
interface Line {
  page: WebSocketRoute;
  ids: Map<string, string>;
}
async function handle(
  page: Page,
  up: (frame: Frame, pass: () => void) => void,
  down: (frame: Frame, pass: () => void) => void,
): Promise<Line> {
  const line = { ids: new Map() } as Line;
  await page.routeWebSocket("**/graphql", (socket) => {
    line.page = socket;
    const server = socket.connectToServer();
    socket.onMessage((text) => {
      const frame = JSON.parse(String(text)) as Frame;
      const name = /subscription (\w+)/u.exec(frame.payload?.query ?? "")?.[1];
      if (name && frame.id) line.ids.set(name, frame.id);
      up(frame, () => server.send(text));
    });
    server.onMessage((text) => down(JSON.parse(String(text)) as Frame, () => socket.send(text)));
  });
  return line;
}
const pass = (_frame: Frame, go: () => void) => go();

const row = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });

test("a list whose question hangs gives it up, and is true again by itself", async ({ house, person }) => {
  const ana = (await person()).page;
  await setUp(ana, house);
  await expect(ana.getByRole("button", { name: /en vivo/ })).toBeVisible();
  const { held } = await holdNext(ana, "Visitors");
  await visitorWrites((await person()).page, house, "¿Hay alguien?");
  await held;
  await expect(row(ana, "Visitante #1")).toBeVisible({ timeout: 35_000 });
});

test("how an earlier question ended is no news about the present one", async ({ house, person }) => {
  const ana = (await person()).page;
  await setUp(ana, house);
  await expect(ana.getByRole("button", { name: /en vivo/ })).toBeVisible();
  const { held } = await holdNext(ana, "Visitors");
  await visitorWrites((await person()).page, house, "¿Hay alguien?");
  const route = await held;
  await ana.getByRole("tab", { name: /Cerrados/ }).click();
  await expect(ana).toHaveURL(/status=closed/);
  await expect(ana.getByText(/Ningún|0 /).first()).toBeVisible();
  const failed = ana.waitForEvent("requestfailed");
  await route.abort();
  await failed;
  // By the end of the next frame the failure would be on the screen.
  await ana.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  await expect(ana.getByText("No se pudo actualizar la lista", { exact: false })).toHaveCount(0, {
    timeout: 1,
  });
});

test("an open conversation is asked for once, and then followed", async ({ house, person }) => {
  const ana = (await person()).page;
  await setUp(ana, house);
  const chat = await visitorWrites((await person()).page, house, "Uno.");
  let asked = 0;
  ana.on("request", (request) => {
    if ((request.postData() ?? "").includes('"operationName":"ConversationThread"')) asked++;
  });
  await openConversation(ana);
  for (const text of ["Dos.", "Tres."]) {
    await chat.getByRole("textbox", { name: "Mensaje" }).fill(text);
    await chat.getByRole("textbox", { name: "Mensaje" }).press("Enter");
    await expect(ana.getByRole("log").getByText(text)).toBeVisible();
  }
  expect(asked).toBe(1);
});

test("what a conversation missed is there after its RESYNC, though a message overtakes the answer", async ({
  house,
  person,
}) => {
  const ana = (await person()).page;
  let deaf = false;
  let overtakes = false;
  const line = await handle(
    ana,
    (frame, go) => {
      // Who follows nothing until the answer is there cannot be overtaken.
      if (frame.type === "complete" && frame.id === line.ids.get("ConversationChanges")) overtakes = true;
      go();
    },
    (frame, go) => {
      const change = frame.payload?.data?.conversationChanges;
      if (change && deaf) return;
      go();
      if (change?.message?.text === "Tres.") overtakes = true;
    },
  );
  await setUp(ana, house);
  const chat = await visitorWrites((await person()).page, house, "Uno.");
  const say = async (text: string) => {
    await chat.getByRole("textbox", { name: "Mensaje" }).fill(text);
    await chat.getByRole("textbox", { name: "Mensaje" }).press("Enter");
    await expect(chat.getByRole("log").getByText(text)).toBeVisible();
  };
  await openConversation(ana);
  await expect(ana.getByRole("log").getByText("Uno.")).toBeVisible();
  await expect.poll(() => line.ids.has("ConversationChanges")).toBe(true);

  deaf = true;
  await say("Dos.");
  const { held } = await holdNext(ana, "ConversationThread");
  const resync = {
    kind: "RESYNC",
    message: null,
    conversation: null,
    typing: null,
    agent: null,
    viewers: null,
  };
  const data = { conversationChanges: { __typename: "ConversationChange", ...resync } };
  line.page.send(
    JSON.stringify({ id: line.ids.get("ConversationChanges"), type: "next", payload: { data } }),
  );
  const route = await held;
  const answer = await route.fetch();
  deaf = false;
  await say("Tres.");
  await expect.poll(() => overtakes).toBe(true);
  await route.fulfill({ response: answer });
  await expect(ana.getByRole("log").getByText(/^(Uno|Dos|Tres)\.$/)).toHaveText(["Uno.", "Dos.", "Tres."]);
});

test("a visitor's page that was asked before its stream began misses nothing", async ({ house, person }) => {
  const ana = (await person()).page;
  await setUp(ana, house);
  const site = await person();
  await visitorWrites(site.page, house, "¿Hay alguien?");
  await expect(row(ana, "Visitante #1")).toContainText("En el sitio ahora");
  await site.context.close();
  await expect(row(ana, "Visitante #1")).not.toContainText("En el sitio ahora", { timeout: 40_000 });

  const beto = (await person()).page;
  const held: (() => void)[] = [];
  let holds = true;
  await handle(beto, (frame, go) => void (holds && frame.type === "subscribe" ? held.push(go) : go()), pass);
  await signIn(beto, house);
  await expect(row(beto, "Visitante #1")).toBeVisible();
  const project = new URL(beto.url()).pathname.split("/")[1];
  await beto.goto(`${house.url}/${project}/visitors/1`);
  await expect(beto.getByRole("button", { name: "Estado: Nuevo" })).toBeVisible();
  await expect.poll(() => held.length).toBeGreaterThan(0);
  await row(ana, "Visitante #1").click();
  await ana.getByRole("complementary").getByRole("button", { name: "Estado: Nuevo" }).click();
  await ana.getByRole("menuitemradio", { name: "Cliente" }).click();
  await expect(ana.getByRole("tab", { name: "Clientes 1" })).toBeVisible();
  holds = false;
  for (const go of held) go();
  await expect(beto.getByRole("button", { name: "Estado: Cliente" })).toBeVisible();
});

test("seen is told again when it could not be told", async ({ house, person }) => {
  const ana = (await person()).page;
  await setUp(ana, house);
  const { held } = await holdNext(ana, "MarkSeen");
  await visitorWrites((await person()).page, house, "¿Hay alguien?");
  await openConversation(ana);
  await (await held).abort();
  await ana.waitForRequest((request) => (request.postData() ?? "").includes('"operationName":"MarkSeen"'), {
    timeout: 15_000,
  });
});

test("a tab whose browser was signed in as somebody else begins afresh, and sends nothing in their name", async ({
  house,
  person,
}) => {
  await setUp((await person()).page, house);
  house.addColleague("Berta Gil", "berta@example.com");
  // Both tabs stand before the door; the one goes in after the other.
  const { page: ana, context } = await person();
  const berta = await context.newPage();
  await berta.goto(`${house.url}/sign-in`);
  await berta.getByLabel("Correo").fill("berta@example.com");
  await signIn(ana, house);
  const chat = await visitorWrites((await person()).page, house, "¿Hay alguien?");
  const box = await openConversation(ana);
  // Her reply does not get through, and the next one is not even sent.
  await ana.route("**/graphql", (route) => (asks(route, "Reply") ? route.abort() : route.fallback()));
  await box.fill("De parte de Ana.");
  await box.press("Enter");
  await expect(ana.getByText("De parte de Ana.")).toBeVisible();
  await box.fill("Un borrador de Ana.");

  await berta.getByLabel("Contraseña").fill(OWNER.password);
  await berta.getByRole("button", { name: "Entrar" }).click();
  await expect(berta.getByRole("button", { name: /^Cuenta de Berta/ })).toBeVisible();
  await ana.unroute("**/graphql");
  await expect(ana.getByRole("button", { name: /^Cuenta de Berta/ })).toBeVisible();
  await expect(ana.getByText("¿Hay alguien?")).toBeVisible();
  await expect(ana.getByText("De parte de Ana.")).toHaveCount(0);
  await expect(ana.getByRole("textbox", { name: /Responder a/ })).toHaveValue("");
  await expect(chat.getByRole("log").getByText("De parte de Ana.")).toHaveCount(0);
});
