// Whatever visitors write is text, wherever it shows: nothing of it runs, nothing of it fetches, nothing of it is a link it should
// not be. So is what an agent is called, on the visitor's side.
import { readFile } from "node:fs/promises";
import type { BrowserContext, Page } from "@playwright/test";
import { listen, attentive, heard } from "./heard.js";
import { type House, expect, setUp, test } from "./house.js";
import { Visit, askAs, doorOf } from "./visit.js";

const IMAGE = '<img src=https://evil.example/x onerror="window.ran=1">';
const SCRIPT = "</title></textarea><script>window.ran=1</script>";
const TEMPLATE = "{{constructor.constructor('window.ran=1')()}}${window.ran=1}{@html x}";
const LINK = 'javascript:window.ran=1 https://evil.example/"onmouseover="window.ran=1';
const BIDI = "\u202Eexe.gpj\u202C";
const FORMULA = '=HYPERLINK("https://evil.example","x")';

/** What the pages ask for beyond the house itself, and what ran. */
async function guard(context: BrowserContext, house: House): Promise<() => Promise<string[]>> {
  const found: string[] = [];
  context.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith("http") && origin !== new URL(house.url).origin)
      found.push(`asked for ${request.url()}`);
  });
  context.on("dialog", (dialog) => {
    found.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", ({ violatedDirective }) =>
      Object.assign(globalThis, { ran: `CSP: ${violatedDirective}` }),
    );
  });
  return async () => {
    for (const page of context.pages()) {
      const ran = await page.evaluate(() => (globalThis as { ran?: unknown }).ran);
      if (ran !== undefined) found.push(`${page.url()}: ${String(ran)}`);
    }
    return found;
  };
}

/** Links that lead anywhere but to http(s) or into the console. */
const badLinks = (page: Page) =>
  page
    .locator("a[href]")
    .evaluateAll((links) =>
      links
        .map((link) => link.getAttribute("href") ?? "")
        .filter((href) => !/^(https?:\/\/|\/|\?|#|mailto:|tel:|blob:)/.test(href) || href.includes('"')),
    );

test("scripts, templates and bidi tricks in every field stay text in the list, panel, page, title, desktop and files", async ({
  house,
  person,
}) => {
  const { page, context } = await person();
  await context.grantPermissions(["notifications"]);
  await listen(context);
  const faults = await guard(context, house);
  await context.addInitScript(() => {
    Object.defineProperty(document, "visibilityState", {
      get: () => (localStorage.getItem("story.hidden") ? "hidden" : "visible"),
    });
  });
  const ready = attentive(page);
  await setUp(page, house);
  await ready;
  const door = await doorOf(page, house);
  await page.evaluate(() => {
    localStorage.setItem("story.hidden", "1");
    document.dispatchEvent(new Event("visibilitychange"));
  });

  const visit = await Visit.begin(door, {
    page: { url: `https://tienda.example/?q=${IMAGE}`, title: SCRIPT },
    referrer: LINK,
    params: { [IMAGE]: SCRIPT, plan: TEMPLATE, link: LINK },
    urlParams: { utm: BIDI },
  });
  await visit.choose(0);
  await visit.submit({
    name: `${FORMULA} ${IMAGE}`,
    email: "=cmd|'/c'!a1@evil.example",
    phone: "+34 600 11 22 33",
  });
  for (const text of [IMAGE, SCRIPT, TEMPLATE, LINK, BIDI]) await visit.send(text);
  await visit.goTo("javascript:window.ran=1", TEMPLATE).catch(() => undefined);

  // The desktop.
  await expect.poll(async () => (await heard(page)).shown.map(({ body }) => body)).toContain(BIDI);
  await page.evaluate(() => {
    localStorage.removeItem("story.hidden");
    document.dispatchEvent(new Event("visibilitychange"));
  });

  // The list and the panel.
  const row = page.getByRole("row").filter({ hasText: IMAGE });
  await expect(row).toContainText(FORMULA);
  await expect(row).toContainText("+34 600 11 22 33");
  await row.click();
  const panel = page.getByRole("complementary", { name: "Visitante" });
  await panel.getByRole("tab", { name: "Info" }).click();
  for (const text of [IMAGE, SCRIPT, TEMPLATE, LINK, BIDI]) await expect(panel).toContainText(text);
  expect(await badLinks(page)).toEqual([]);
  await panel.getByRole("tab", { name: "Conversación" }).click();
  const log = panel.getByRole("log");
  for (const text of [IMAGE, SCRIPT, TEMPLATE, LINK, BIDI])
    await expect(log.getByText(text, { exact: true })).toBeVisible();
  expect(await badLinks(page)).toEqual([]);

  // The page of its own, and its title.
  await panel.getByRole("link", { name: "Abrir la página completa" }).click();
  await expect(page.getByRole("heading", { name: FORMULA })).toBeVisible();
  await expect(page).toHaveTitle(new RegExp("<img src=https://evil"));
  expect(await badLinks(page)).toEqual([]);

  // Both files.
  await page.goBack();
  for (const format of ["CSV", "Excel"]) {
    await page.getByRole("button", { name: `Exportar en ${format}` }).click();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: /^Esta página/ }).click(),
    ]);
    const bytes = await readFile(await file.path());
    if (format === "CSV") {
      const text = bytes.toString("utf8");
      expect(text).toContain(`"'${FORMULA.replaceAll('"', '""')}`);
      expect(text).toContain(",+34 600 11 22 33,");
    } else expect(bytes.subarray(0, 2).toString()).toBe("PK");
  }

  // And the other way: what the agent is called and says, in the widget.
  await askAs(page, house, `mutation { updateMe(name: ${JSON.stringify(IMAGE.slice(0, 100))}) { name } }`);
  const shop = await person();
  const shopFaults = await guard(shop.context, house);
  await shop.page.goto(`${house.url}/demo`);
  await shop.page.getByRole("button", { name: "Abrir el chat" }).click();
  const chat = shop.page.getByRole("dialog");
  await chat.getByRole("textbox", { name: "Mensaje" }).fill(SCRIPT);
  await shop.page.keyboard.press("Enter");
  await page.getByRole("row").filter({ hasText: "Visitante #2" }).click();
  await page.getByRole("tab", { name: "Conversación" }).click();
  await page.getByRole("textbox", { name: /Responder a/ }).fill(`${IMAGE} ${LINK}`);
  await page.keyboard.press("Enter");
  await expect(chat.getByRole("log")).toContainText(LINK);
  await expect(chat.getByRole("log")).toContainText("se unió");
  await expect(chat.getByRole("log")).toContainText(SCRIPT);

  expect(await faults()).toEqual([]);
  expect(await shopFaults()).toEqual([]);
});
