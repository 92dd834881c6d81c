// Who waits is heard and seen, once, whatever the agent has open; and what the agent is reading makes no noise.
import type { Page } from "@playwright/test";
import { type Heard, attentive, heard, listen } from "./heard.js";
import { holdNext } from "./hold.js";
import { expect, openConversation, setUp, test } from "./house.js";
import { Visit, askAs, doorOf } from "./visit.js";

/** What a browser does to a page that nobody has clicked in yet. Whoever drives one counts as a click, so it is done here. */
async function forbidSound(page: Page): Promise<void> {
  await page.addInitScript(() => {
    let isAllowed = false;
    addEventListener("pointerdown", () => (isAllowed = true), true);
    const state = Object.getOwnPropertyDescriptor(BaseAudioContext.prototype, "state");
    Object.defineProperty(BaseAudioContext.prototype, "state", {
      get() {
        return isAllowed ? (state?.get?.call(this) as AudioContextState) : "suspended";
      },
    });
    const resume = AudioContext.prototype.resume;
    AudioContext.prototype.resume = function () {
      return isAllowed ? resume.call(this) : new Promise(() => {});
    };
  });
}

const tunes = async (page: Page) => (await heard(page)).tunes;
const icon = (page: Page) => page.locator("link[rel=icon]").getAttribute("href");

const CAME = 523;
const WAITS = 1175;

/** Rings that follow one another too closely are one: waits until the next is one of its own. */
const rested = (page: Page) =>
  expect
    .poll(() =>
      page.evaluate(async () => {
        const opening = indexedDB.open("atalaya.attention");
        await new Promise((done) => (opening.onsuccess = done));
        const reading = opening.result.transaction("turns").objectStore("turns").getAll();
        await new Promise((done) => (reading.onsuccess = done));
        opening.result.close();
        const [kept] = reading.result as { at: number }[];
        return Date.now() - (kept?.at ?? NaN);
      }),
    )
    .toBeGreaterThan(1_500);

test("somebody who comes and somebody who waits sound different, in one tab of two, and not while they are read", async ({
  house,
  person,
}) => {
  const { page, context } = await person();
  await listen(context);
  const ready = attentive(page);
  await setUp(page, house);
  await ready;
  await expect(page).toHaveTitle("Visitantes · Atalaya");
  expect(await icon(page)).toMatch(/\/favicon\.svg$/);

  // A tab that nobody has clicked in may make no sound: it says so, and what lifts the ban takes the notice away.
  const other = await context.newPage();
  await forbidSound(other);
  const otherReady = attentive(other);
  await other.goto(house.url);
  await otherReady;
  const ban = other.getByText("El navegador bloquea los sonidos.");
  await expect(ban).toBeVisible();
  await other.getByRole("button", { name: "Activar los sonidos" }).click();
  await expect(ban).toHaveCount(0);
  await expect(page.getByText("El navegador bloquea los sonidos.")).toHaveCount(0);

  const sounds = async () => [...(await tunes(page)), ...(await tunes(other))];
  const shop = (await person()).page;
  await shop.goto(`${house.url}/demo`);
  await shop.getByRole("button", { name: "Abrir el chat" }).click();
  await expect.poll(sounds).toEqual([CAME]);
  await rested(page);
  const chat = shop.getByRole("dialog");
  await chat.getByRole("button", { name: "Hablar con una persona" }).click();
  await expect.poll(async () => (await sounds()).toSorted()).toEqual([CAME, WAITS].toSorted());
  for (const tab of [page, other]) {
    await expect(tab).toHaveTitle("(1) Visitantes · Atalaya");
    await expect(tab.locator("link[rel=icon]")).toHaveAttribute("href", "/favicon-attention.svg");
  }
  // Somebody waits, wherever in the console one is.
  await other.getByRole("link", { name: "Ajustes" }).click();
  await expect(other).toHaveTitle("(1) Ajustes del proyecto · Atalaya");

  // While it is read, more of it is silent in every tab; that nothing came late is told by what sounds after it.
  const reply = await openConversation(page);
  await rested(page);
  await chat.getByRole("textbox", { name: "Mensaje" }).fill("Es urgente");
  await shop.keyboard.press("Enter");
  await expect(page.getByRole("log").getByText("Es urgente")).toBeVisible();
  const before = await sounds();
  const next = (await person()).page;
  await next.goto(`${house.url}/demo`);
  await next.getByRole("button", { name: "Abrir el chat" }).click();
  await expect.poll(async () => (await sounds()).toSorted()).toEqual([...before, CAME].toSorted());
  expect(before).toHaveLength(2);

  await reply.fill("Aquí estoy");
  await reply.press("Enter");
  await expect(page).toHaveTitle("Visitantes · Atalaya");
  await expect(other.locator("link[rel=icon]")).toHaveAttribute("href", "/favicon.svg");
});

test("who waits unseen is repeated, and told on the desktop while no tab is in sight", async ({
  house,
  person,
}) => {
  const { page, context } = await person();
  await context.clock.install();
  await context.grantPermissions(["notifications"]);
  await listen(context);
  // A browser that is driven thinks every tab in sight: here it is the story that says.
  await context.addInitScript(() => {
    Object.defineProperty(document, "visibilityState", {
      get: () => (localStorage.getItem("story.hidden") ? "hidden" : "visible"),
    });
  });
  const hide = async (hidden: boolean) => {
    for (const tab of context.pages())
      await tab.evaluate((on) => {
        if (on) localStorage.setItem("story.hidden", "1");
        else localStorage.removeItem("story.hidden");
        document.dispatchEvent(new Event("visibilitychange"));
      }, hidden);
  };
  const ready = attentive(page);
  await setUp(page, house);
  await ready;
  const other = await context.newPage();
  const otherReady = attentive(other);
  await other.goto(`${house.url}/profile`);
  await otherReady;
  await expect(other.getByRole("switch", { name: "Avisar en el escritorio" })).toBeChecked();
  const shown = async () => [...(await heard(page)).shown, ...(await heard(other)).shown];
  const open = async () => new Set([...(await heard(page)).open, ...(await heard(other)).open]).size;
  const sounds = async () => [...(await tunes(page)), ...(await tunes(other))];

  await hide(true);
  const shop = (await person()).page;
  await shop.goto(`${house.url}/demo`);
  await shop.getByRole("button", { name: "Abrir el chat" }).click();
  const chat = shop.getByRole("dialog");
  await chat.getByRole("button", { name: "Hablar con una persona" }).click();
  await chat.getByRole("textbox", { name: "Mensaje" }).fill("Busco una bici");
  await shop.keyboard.press("Enter");
  await expect.poll(async () => (await shown()).map(({ body }) => body)).toContain("Busco una bici");
  expect(new Set((await shown()).map(({ tag }) => tag)).size).toBe(1);
  await expect.poll(open).toBe(1);

  // Half a minute later nobody has looked: once more, in one tab.
  await expect.poll(async () => (await sounds()).length).toBeGreaterThan(0);
  await rested(page);
  const before = (await sounds()).length;
  await context.clock.fastForward(31_000);
  await expect.poll(async () => (await sounds()).length).toBe(before + 1);

  // What was shown leads to the visitor; who is seen is neither shown nor repeated any more.
  await hide(false);
  const teller = (await heard(page)).shown.some(({ body }) => body === "Busco una bici") ? page : other;
  await teller.evaluate(() => (globalThis as unknown as { heard: Heard }).heard.clicks.at(-1)?.());
  const log = teller.getByRole("log");
  await expect(log.getByText("Busco una bici")).toBeVisible();
  await expect.poll(open).toBe(0);
  const told = await shown();
  await chat.getByRole("textbox", { name: "Mensaje" }).fill("Una roja");
  await shop.keyboard.press("Enter");
  await expect(log.getByText("Una roja")).toBeVisible();
  await context.clock.fastForward(61_000);
  const next = (await person()).page;
  await next.goto(`${house.url}/demo`);
  const rung = await sounds();
  expect(rung).toHaveLength(before + 1);
  await next.getByRole("button", { name: "Abrir el chat" }).click();
  await expect.poll(async () => (await sounds()).toSorted()).toEqual([...rung, CAME].toSorted());
  expect(await shown()).toEqual(told);

  // Silenced in one tab is silenced in all; a notification comes after its sound would have.
  await page.getByRole("button", { name: /Cuenta de Ana Ruiz/ }).click();
  await page.getByRole("menuitem", { name: "Silenciar los sonidos" }).click();
  await hide(true);
  const third = (await person()).page;
  await third.goto(`${house.url}/demo`);
  await third.getByRole("button", { name: "Abrir el chat" }).click();
  // One visitor more stands on the desktop; which tab put it there, or whether it was said anew, nobody sees.
  const tags = (list: Heard["shown"]) => new Set(list.map(({ tag }) => tag)).size;
  await expect.poll(async () => tags(await shown())).toBe(tags(told) + 1);
  expect(await sounds()).toHaveLength(rung.length + 1);
});

test("what was on its way to the desktop is not shown once another project is open", async ({
  house,
  person,
}) => {
  const { page, context } = await person();
  await context.grantPermissions(["notifications"]);
  await listen(context);
  await context.addInitScript(() =>
    Object.defineProperty(document, "visibilityState", { get: () => "hidden" }),
  );
  await setUp(page, house);
  await expect(page.getByRole("heading", { name: "Visitantes" })).toBeVisible();
  await askAs(page, house, 'mutation { createProject(name: "Segundo") { id } }');
  // Loaded afresh, the console knows of the second project.
  const ready = attentive(page);
  await page.reload();
  await ready;
  const { held } = await holdNext(page, "LastWords");
  const visit = await Visit.begin(await doorOf(page, house));
  await visit.askForPerson();
  const route = await held;
  await page.getByRole("button", { name: /Cambiar de proyecto/ }).click();
  await page.getByRole("menuitem", { name: "Segundo" }).click();
  await expect(page).toHaveURL(/\/2\/visitors/);
  const answered = page.waitForResponse((response) => response.request() === route.request());
  await route.continue();
  await (await answered).finished();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  // Somebody came; that this one waits was not said any more.
  expect((await heard(page)).shown.filter(({ title }) => title === "Visitante #1")).toEqual([]);
});
