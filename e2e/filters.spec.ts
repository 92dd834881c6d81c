// The filters of the list: parameters, days, those who wait, and what the screen says when they leave nobody. The address
// says it all, so reload, Back and a pasted link find the same.
import type { Locator, Page } from "@playwright/test";
import { WidgetClient } from "../server/test/clients.js";
import { House, OWNER, expect, signIn, test as base } from "./house.js";
import { holdNext } from "./hold.js";
import { atRest } from "./rest.js";
import { askAs } from "./visit.js";

/** A house whose owner and project are there from the start. */
const test = base.extend({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the first parameter's pattern
  house: async ({}, use) => {
    const house = await House.open({
      ATALAYA_OWNER_EMAIL: OWNER.email,
      ATALAYA_OWNER_PASSWORD: OWNER.password,
      LANG: "es_ES.UTF-8",
    });
    await use(house);
    await house.close();
  },
});

const rows = (page: Page) => page.locator("[data-visitor]");

async function comes(house: House, params: Record<string, string>): Promise<WidgetClient> {
  const widget = new WidgetClient(house.url, house.key);
  await widget.open({ params });
  return widget;
}

test("parameters, days and who waits: filtered, chipped, linked to, and explained when nobody is left", async ({
  house,
  person,
}) => {
  const { page, context } = await person();
  await signIn(page, house);
  await comes(house, { plan: "pro", "utm:source": "a:b" });
  await comes(house, { plan: "basic" });
  const waiting = await comes(house, { plan: "pro" });
  await waiting.ask("mutation { requestHuman { mode } }");
  await expect(rows(page)).toHaveCount(3);

  // Two parameters by the keyboard alone; what visitors have is suggested.
  await page.getByRole("button", { name: "Mostrar filtros" }).click();
  const first = page.getByRole("group", { name: "Parámetro 1" });
  // As they stand beside an open panel: the dates and the parameters share a line.
  await page.setViewportSize({ width: 1000, height: 900 });
  const top = async (box: Locator) => (await box.boundingBox())?.y;
  const dates = page.getByRole("group", { name: "Filtros" }).getByRole("button", { name: /^Fechas:/ });
  expect(await top(dates)).toBe(await top(first));
  await page.setViewportSize({ width: 1440, height: 900 });
  await first.getByLabel("Parámetro", { exact: true }).focus();
  await expect(page.locator("datalist option[value='utm:source']")).toHaveCount(1);
  await page.keyboard.type("plan");
  await page.keyboard.press("Enter");
  await page.keyboard.type("pro");
  await page.keyboard.press("Enter");
  await expect(rows(page)).toHaveCount(2);
  await expect(page).toHaveURL(/\?param=plan:pro$/);
  await expect(page.getByRole("tab", { name: "Todos 2" })).toBeVisible();
  await expect(
    page.getByRole("group", { name: "Parámetro 2" }).getByLabel("Parámetro", { exact: true }),
  ).toBeFocused();
  await page.keyboard.type("utm:source");
  await page.keyboard.press("Tab");
  await page.keyboard.type("a:b");
  await page.keyboard.press("Enter");
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole("button", { name: "Ocultar filtros" }).click();
  const linked = await context.newPage();
  await linked.goto(page.url());
  await expect(linked.getByRole("button", { name: "Quitar el filtro: utm:source = a:b" })).toBeVisible();
  await expect(rows(linked)).toHaveCount(1);
  await linked.close();

  // Taken away one by one, the focus goes on to the next; Back brings them again.
  await page.getByRole("button", { name: "Quitar el filtro: plan = pro" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Quitar el filtro: utm:source = a:b" })).toBeFocused();
  await expect(page).toHaveURL(/\?param=utm%253Asource:a:b$/);
  await page.goBack();
  await expect(page.getByRole("button", { name: "Quitar el filtro: plan = pro" })).toBeVisible();
  await page.getByRole("button", { name: "Quitar el filtro: utm:source = a:b" }).click();
  await expect(rows(page)).toHaveCount(2);
  // Who comes and fits is there at once; who does not, is not.
  await comes(house, { plan: "none" });
  await comes(house, { plan: "pro" });
  await expect(rows(page)).toHaveCount(3);
  await expect(page.getByRole("tab", { name: "Todos 3" })).toBeVisible();

  // Days by their names. Nobody is left, which is explained, and goes on being true.
  await page.getByRole("button", { name: "Fechas: Últimos 30 días" }).click();
  await page.getByRole("dialog", { name: "Fechas" }).getByRole("button", { name: "Ayer" }).click();
  await expect(page).toHaveURL(/days=yesterday/);
  await expect(
    page.getByText("Hay 5 visitantes: 5 fuera de las fechas, 2 con otros parámetros."),
  ).toBeVisible();
  await expect(page.getByRole("button", { name: "Fechas: Ayer" })).toBeFocused();
  await comes(house, { plan: "none" });
  await expect(
    page.getByText("Hay 6 visitantes: 6 fuera de las fechas, 3 con otros parámetros."),
  ).toBeVisible();
  await page.reload();
  await page.getByRole("button", { name: "Ampliar las fechas 3" }).click();
  await expect(rows(page)).toHaveCount(3);
  await expect(page).toHaveURL(/days=all/);

  // Whoever waits, by the number beside the tabs: those that it counts, and back to what was there before.
  const quick = page.getByRole("button", { name: "Esperan 1" });
  await page.getByRole("tab", { name: /^Clientes/ }).click();
  await expect(rows(page)).toHaveCount(0);
  await quick.click();
  await expect(page).toHaveURL(/\/visitors\?days=all&waiting=1$/);
  await expect(quick).toHaveAttribute("aria-pressed", "true");
  await expect(rows(page)).toHaveCount(1);
  await comes(house, { plan: "pro" }).then((widget) => widget.ask("mutation { requestHuman { mode } }"));
  await expect(rows(page)).toHaveCount(2);
  await page.getByRole("button", { name: "Esperan 2" }).click();
  await expect(page).toHaveURL(/status=customer.*param=plan:pro/);
  // The same from the sidebar, whatever is filtered.
  const link = page.getByRole("link", { name: /^Esperan respuesta/ });
  await expect(link).toHaveText(/2$/);
  await link.click();
  await expect(rows(page)).toHaveCount(2);
  await expect(link).toHaveAttribute("aria-current", "page");
  // Of one who is erased nobody says that the wait is over: who waits is asked anew.
  const asked = page.waitForRequest((request) => (request.postData() ?? "").includes('"LongestWait"'));
  const erased = (await rows(page).first().getAttribute("data-visitor")) ?? "";
  await askAs(page, house, `mutation { eraseVisitor(id: "${erased}") }`);
  await asked;
  await expect(link).toHaveText(/1$/);
  await page.getByRole("button", { name: "Quitar todos" }).click();
  await expect(rows(page)).toHaveCount(6);
});

test("a range of days is picked by mouse, by keyboard, or typed, and fits a phone", async ({
  house,
  person,
}) => {
  const { page } = await person();
  await signIn(page, house);
  await comes(house, {});
  await expect(rows(page)).toHaveCount(1);
  const button = page.getByRole("button", { name: /^Fechas:/ });
  const dialog = page.getByRole("dialog", { name: "Fechas" });

  // Both ends by the keyboard, the later one first; the month before is walked into.
  await button.focus();
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("button", { name: "Últimos 30 días" })).toBeFocused();
  await expect(dialog.getByRole("grid")).toHaveCount(2);
  const day = dialog.locator("[aria-current=date]");
  const today = (await day.getAttribute("data-day")) ?? "";
  const before = (days: number) =>
    new Date(Date.parse(`${today}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
  await day.focus();
  await page.keyboard.press("ArrowRight");
  await expect(day).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowUp");
  for (let week = 0; week < 9; week++) await page.keyboard.press("ArrowUp");
  await expect(dialog.locator(`[data-day="${before(71)}"]`)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`from=${before(71)}&to=${before(1)}`));
  await expect(dialog).toBeHidden();
  await expect(button).toBeFocused();
  await expect(page.getByText(/^Hay 1 visitante: 1 fuera de las fechas/)).toBeVisible();

  // By the mouse, in the order that comes.
  await button.click();
  await dialog.locator(`[data-day="${before(1)}"]`).click();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeVisible();
  await dialog.locator(`[data-day="${before(2)}"]`).click();
  await day.click();
  await expect(page).toHaveURL(new RegExp(`from=${before(2)}&to=${today}`));
  await expect(rows(page)).toHaveCount(1);

  // Typed, the other end moves along; nothing is later than today.
  await button.click();
  await dialog.getByLabel("Hasta").fill(before(40));
  await dialog.getByLabel("Hasta").press("Enter");
  await expect(page).toHaveURL(new RegExp(`from=${before(40)}&to=${before(40)}`));
  await dialog.getByLabel("Hasta").fill("");
  await dialog.getByLabel("Desde").fill(before(3));
  await dialog.getByLabel("Desde").press("Enter");
  await expect(page).toHaveURL(new RegExp(`from=${before(3)}$`));
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await page.goBack();
  await page.goForward();
  await expect(page.getByRole("button", { name: /^Fechas: Desde el/ })).toBeVisible();

  // On a phone the list keeps the height of its cards' places when they come, and nothing is wider than the screen.
  const phone = (await person({ viewport: { width: 390, height: 844 } })).page;
  await phone.context().addCookies(await page.context().cookies());
  const path = new URL(page.url()).pathname;
  const { held } = await holdNext(phone, "Visitors");
  await phone.goto(`${house.url}${path}`);
  const question = await held;
  const heights = (selector: string) =>
    phone.locator(selector).evaluateAll((found) => found.map((row) => row.getBoundingClientRect().height));
  await expect(phone.locator("#visitor-list .skeleton")).toHaveCount(20);
  const places = await heights("#visitor-list .skeleton");
  await question.continue();
  await expect(rows(phone)).toHaveCount(1);
  expect(places).toContain((await heights("[data-visitor]"))[0]);
  await phone.goto(
    `${house.url}${path}?engaged=1&online=1&waiting=1&param=plan:pro&param=a:${"b".repeat(90)}`,
  );
  await expect(phone.getByText("0 a la vista")).toBeVisible();
  // On a very small one there would be room for no more of the project's name than its letter.
  await phone.setViewportSize({ width: 300, height: 700 });
  const project = phone.getByRole("button", { name: /^Cambiar de proyecto: / });
  const name = /: (.*)$/.exec((await project.getAttribute("aria-label")) ?? "")?.[1] ?? "";
  await expect(project.getByText(name, { exact: true })).toBeHidden();
  await phone.setViewportSize({ width: 390, height: 844 });
  await expect(project.getByText(name, { exact: true })).toBeVisible();
  const overflow = () =>
    phone.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(await overflow()).toBe(0);
  await phone.getByRole("button", { name: "Mostrar filtros" }).click();
  await phone
    .getByRole("group", { name: "Filtros" })
    .getByRole("button", { name: /^Fechas:/ })
    .click();
  await expect(phone.getByRole("grid")).toHaveCount(1);
  await atRest(phone);
  const box = await phone.getByRole("dialog", { name: "Fechas" }).boundingBox();
  expect(box && box.x >= 0 && box.x + box.width <= 390 && box.y + box.height <= 844).toBe(true);
  expect(await overflow()).toBe(0);
});

test("a list that cannot be refreshed keeps its rows, says so, and tries again when asked to", async ({
  house,
  person,
}) => {
  const { page } = await person();
  await signIn(page, house);
  await comes(house, {});
  await expect(rows(page)).toHaveCount(1);
  let answer: "hangs" | "fails" | "comes" = "hangs";
  let asked = 0;
  await page.route("**/graphql", async (route) => {
    const isList = /^query Visitors\b/u.test((route.request().postDataJSON() as { query: string }).query);
    if (!isList || answer === "comes") return route.continue();
    asked++;
    if (answer === "fails") return route.abort();
  });
  await comes(house, {});
  await expect.poll(() => asked).toBe(1);
  await expect(page.getByRole("tab", { name: "Todos 2" })).toBeVisible();
  await expect(rows(page)).toHaveCount(1);
  answer = "fails";
  await page.reload();
  await expect(page.getByText("No se pudo cargar la lista.")).toBeVisible();
  answer = "comes";
  await page.getByRole("button", { name: "Reintentar" }).click();
  await expect(rows(page)).toHaveCount(2);
  await expect(page.getByText("No se pudo actualizar la lista.")).toHaveCount(0);

  // The same when there are rows already. Under the pointer the list would wait.
  await page.mouse.move(5, 5);
  answer = "fails";
  await comes(house, {});
  await expect(page.getByText("No se pudo actualizar la lista.")).toBeVisible();
  await expect(rows(page)).toHaveCount(2);
  answer = "comes";
  await page.getByRole("button", { name: "Reintentar" }).click();
  await expect(rows(page)).toHaveCount(3);
});
