// What was written is on disk before it is sent, the same in every tab, and arrives once and in order, whichever tab dies.
import { type Page, chromium } from "@playwright/test";
import { expect, openConversation, setUp, test, visitorWrites } from "./house.js";

/** Holds back the first request of all pages that fits, for ever: answers with the page that sent it. */
async function holdFirst(pages: readonly Page[], url: string, fits: RegExp): Promise<Page> {
  return new Promise((resolve) => {
    let held = false;
    for (const page of pages)
      void page.route(url, (route) => {
        if (held || !fits.test(route.request().postData() ?? "")) return route.continue();
        held = true;
        resolve(page);
      });
  });
}

const write = async (page: Page, name: RegExp | string, text: string) => {
  const box = page.getByRole("textbox", { name });
  await box.fill(text);
  await box.press("Enter");
};

test("an agent's tabs share their replies, and those of a tab that is gone are sent by another", async ({
  house,
  person,
}) => {
  const { page: one, context } = await person();
  await setUp(one, house);
  const chat = await visitorWrites((await person()).page, house, "¿Hay alguien?");
  await openConversation(one);
  const other = await context.newPage();
  await other.goto(one.url());
  await expect(other.getByRole("textbox", { name: /Responder a/ })).toBeVisible();

  await house.kill("SIGKILL");
  await write(one, /Responder a/, "Primera.");
  await expect(other.getByText("Primera.")).toBeVisible();
  await write(other, /Responder a/, "Segunda.");
  await expect(one.getByText("Segunda.")).toBeVisible();
  await write(one, /Responder a/, "Tercera.");
  await expect(other.getByText("Tercera.")).toBeVisible();
  await one.close();
  await house.start();

  const said = chat.getByRole("log").getByText(/(Primera|Segunda|Tercera)\./);
  await expect(said).toHaveText([/Primera/, /Segunda/, /Tercera/], { timeout: 30_000 });
  await expect(other.getByRole("log").getByText(/^(Primera|Segunda|Tercera)\.$/)).toHaveCount(3);
  await expect(other.getByText("Enviando…")).toHaveCount(0);
});

test("when the tab that delivers dies in the middle, another goes on at once", async ({ house, person }) => {
  const { page: one, context } = await person();
  await setUp(one, house);
  const chat = await visitorWrites((await person()).page, house, "¿Hay alguien?");
  await openConversation(one);
  const other = await context.newPage();
  await other.goto(one.url());
  await expect(other.getByRole("textbox", { name: /Responder a/ })).toBeVisible();
  // The request of the one that delivers leaves, and nothing comes back.
  const held = holdFirst([one, other], "**/graphql", /mutation Reply/u);
  await write(one, /Responder a/, "Ya estoy aquí.");
  const sender = await held;
  const heir = sender === one ? other : one;
  await write(sender, /Responder a/, "Dime.");
  await expect(heir.getByText("Dime.")).toBeVisible();
  await expect(chat.getByRole("log").getByText("Dime.")).toHaveCount(0);
  await sender.close();
  await expect(chat.getByRole("log").getByText(/Ya estoy aquí\.|Dime\./)).toHaveText([/Ya estoy/, /Dime/]);
});

test("without https, where browsers have no locks, two tabs lose nothing and double nothing", async ({
  house,
}) => {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP atalaya.lan 127.0.0.1"],
  });
  try {
    house.address = `http://atalaya.lan:${house.port}`;
    house.env.PUBLIC_URL = house.address;
    await house.kill("SIGKILL");
    await house.start();
    const context = await browser.newContext({ locale: "es-CO", viewport: { width: 1440, height: 900 } });
    const one = await context.newPage();
    await setUp(one, house);
    expect(await one.evaluate(() => [isSecureContext, "locks" in navigator])).toEqual([false, false]);
    const site = await (await browser.newContext({ locale: "es-CO" })).newPage();
    const chat = await visitorWrites(site, house, "¿Hay alguien?");
    await openConversation(one);
    const other = await context.newPage();
    await other.goto(one.url());
    await expect(other.getByRole("textbox", { name: /Responder a/ })).toBeVisible();
    await house.kill("SIGKILL");
    await write(one, /Responder a/, "Primera.");
    await expect(other.getByText("Primera.")).toBeVisible();
    await write(other, /Responder a/, "Segunda.");
    await house.start();
    const said = chat.getByRole("log").getByText(/(Primera|Segunda)\./);
    await expect(said).toHaveText([/Primera/, /Segunda/], { timeout: 30_000 });
    for (const page of [one, other])
      await expect(page.getByRole("log").getByText(/^(Primera|Segunda)\.$/)).toHaveCount(2);
  } finally {
    await browser.close();
  }
});

test("a visitor's tabs share what was written, through a dead server, a dead tab and a reload", async ({
  house,
  person,
}) => {
  const ana = (await person()).page;
  await setUp(ana, house);
  const { page: one, context } = await person();
  await visitorWrites(one, house, "¿Hay alguien?");
  const other = await context.newPage();
  await other.goto(`${house.url}/demo`);
  await other.getByRole("button", { name: "Abrir el chat" }).click();
  await expect(other.getByRole("log").getByText("¿Hay alguien?")).toBeVisible();

  await house.kill("SIGKILL");
  await write(one, "Mensaje", "Uno.");
  await expect(other.getByRole("log").getByText("Uno.")).toBeVisible();
  await write(other, "Mensaje", "Dos.");
  await expect(one.getByRole("log").getByText("Dos.")).toBeVisible();
  await one.close();
  await house.start();
  await other.reload();
  await openConversation(ana);
  const said = ana.getByRole("log").getByText(/^(Uno|Dos)\.$/);
  await expect(said).toHaveText(["Uno.", "Dos."], { timeout: 35_000 });

  // The one that delivers dies with its request on the way: the other delivers at once.
  const third = await context.newPage();
  await third.goto(`${house.url}/demo`);
  await third.getByRole("button", { name: /el chat/ }).click();
  await expect(third.getByRole("log").getByText("Dos.")).toBeVisible();
  const held = holdFirst([other, third], "**/widget/pk_*/graphql", /mutation send/iu);
  await write(third, "Mensaje", "Tres.");
  await (await held).close();
  await expect(ana.getByRole("log").getByText("Tres.")).toHaveCount(1);
});
