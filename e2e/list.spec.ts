// The list on the demo's data: tabs, filters, paging, the address, the switcher and the language, by mouse and by keyboard.
import { House, OWNER, expect, signIn, test } from "./house.js";

const OWNER_ENV = {
  ATALAYA_OWNER_EMAIL: OWNER.email,
  ATALAYA_OWNER_PASSWORD: OWNER.password,
  LANG: "es_ES.UTF-8",
};

test("the list can be searched, filtered, paged, linked to, and read in another language", async ({
  person,
}) => {
  const house = await House.open(OWNER_ENV, ["--demo"]);
  try {
    const { page, context } = await person();
    await signIn(page, house);
    await page.getByRole("button", { name: /Cambiar de proyecto/ }).click();
    await page
      .getByRole("menuitemradio", { name: "Tienda Sur" })
      .or(page.getByRole("menuitem", { name: "Tienda Sur" }))
      .click();
    const rows = page.getByRole("table", { name: "Visitantes" }).getByRole("row");
    await expect(rows).toHaveCount(21);
    await expect(page.getByText(/^1–20 de 3\d\d$/)).toBeVisible();

    // Dates are short, with the exact moment and the zone behind them; whom the shop vouches for is marked.
    await expect(rows.nth(1).locator("time")).toHaveAttribute(
      "title",
      /\d{1,2}:\d\d:\d\d.*[A-Z][a-z]+(\/\w+)+|UTC/,
    );
    await expect(rows.getByText("Verificado").first()).toBeAttached();

    // Paging, and the address that remembers it.
    await page.getByRole("button", { name: "Siguiente" }).click();
    await expect(page.getByText(/^21–40 de/)).toBeVisible();
    await page.reload();
    await expect(page.getByText(/^21–40 de/)).toBeVisible();
    await page.goBack();
    await expect(page.getByText(/^1–20 de/)).toBeVisible();

    // To the last page, to one by its number, and no further than there are.
    await page.getByRole("button", { name: "Última página" }).click();
    await expect(page.getByRole("button", { name: "Siguiente" })).toBeDisabled();
    await expect(page.getByText(/–(\d+) de \1$/)).toBeVisible();
    const number = page.getByRole("textbox", { name: "Página" });
    await number.fill("2");
    await number.press("Enter");
    await expect(page.getByText(/^21–40 de/)).toBeVisible();
    // The number is done with: the keys are the list's again.
    await expect(number).not.toBeFocused();
    await page.keyboard.press("j");
    // Whoever was first: the page of before is drawn until the answer is there, and the shop's visitors go on coming.
    await expect(rows.locator("button:focus")).toHaveCount(1);
    await number.fill("99999");
    await number.press("Enter");
    await expect(page.getByText(/–(\d+) de \1$/)).toBeVisible();
    await page.getByRole("button", { name: "Primera página" }).click();
    await expect(page.getByText(/^1–20 de/)).toBeVisible();

    // A tab by its key; search by its key, without accents, in any order.
    await page.keyboard.press("4");
    const customers = page.getByRole("tab", { name: /^Clientes/ });
    await expect(customers).toHaveAttribute("aria-selected", "true");
    for (const badge of await rows.filter({ hasText: "@" }).all())
      await expect(badge).toContainText("Cliente");
    await page.keyboard.press("1");
    await expect(rows).toHaveCount(21);
    // The demo's people are others every time.
    const named = page.locator("[data-visitor] button.truncate").filter({ hasNotText: "Visitante #" });
    const name = await named.first().innerText();
    const plain = name.normalize("NFD").replaceAll(/\p{M}/gu, "").toUpperCase();
    await page.keyboard.press("/");
    await expect(page.getByRole("textbox", { name: "Buscar" })).toBeFocused();
    await page.keyboard.type(plain.split(" ").toReversed().join(" "));
    await expect(rows).not.toHaveCount(21);
    await expect(rows.nth(1)).toContainText(name);
    const found = (await rows.count()) - 1;
    await expect(page.getByRole("tab", { name: `Todos ${found}` })).toBeVisible();

    // Filters, their chips, and the link that carries them to somebody else.
    await page.getByRole("button", { name: "Borrar la búsqueda" }).click();
    await page.getByRole("button", { name: "Mostrar filtros" }).click();
    await page.getByRole("checkbox", { name: "Solo comprometidos" }).check();
    await page
      .getByRole("group", { name: "Filtros" })
      .getByRole("button", { name: /^Fechas/ })
      .click();
    await page
      .getByRole("dialog", { name: "Fechas" })
      .getByRole("button", { name: "Últimos 7 días" })
      .click();
    await page.getByRole("button", { name: "Ocultar filtros" }).click();
    await expect(page.getByRole("button", { name: "Quitar el filtro: Solo comprometidos" })).toBeVisible();
    const all = await page.getByRole("tab", { name: /^Todos/ }).innerText();
    const linked = await context.newPage();
    await linked.goto(page.url());
    await expect(linked.getByRole("button", { name: "Quitar el filtro: Últimos 7 días" })).toBeVisible();
    expect((await linked.getByRole("tab", { name: /^Todos/ }).innerText()).slice(0, 7)).toBe(all.slice(0, 7));
    await linked.close();
    await page.getByRole("button", { name: "Quitar todos" }).click();
    await expect(page.getByRole("button", { name: "Quitar el filtro: Solo comprometidos" })).toHaveCount(0);

    // The keyboard alone: down the list, open, close, and the focus is back where it was.
    await rows.nth(1).getByRole("button").first().focus();
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("complementary", { name: "Visitante" })).toBeVisible();
    await expect(page).toHaveURL(/visitor=\d+/);
    // Things come in within a blink, and nothing moves at all for whoever asked for that.
    const slowest = () =>
      page.evaluate(() =>
        Math.max(
          ...[...document.querySelectorAll("body *")].flatMap((element) => {
            const { animationDuration, transitionDuration } = getComputedStyle(element);
            return `${animationDuration},${transitionDuration}`
              .split(",")
              .map((time) => parseFloat(time) || 0);
          }),
        ),
      );
    expect(await slowest()).toBeGreaterThan(0.1);
    expect(await slowest()).toBeLessThanOrEqual(0.16);
    await page.emulateMedia({ reducedMotion: "reduce" });
    expect(await slowest()).toBeLessThan(0.001);
    await page.emulateMedia({ reducedMotion: null });
    await page.keyboard.press("Escape");
    await expect(page.getByRole("complementary", { name: "Visitante" })).toHaveCount(0);

    // Where the row has left the list, the keys go on in the list all the same.
    await page.goto(`${house.url}/2/visitors?status=new`);
    const stranger = page
      .locator("[data-visitor]")
      .filter({ has: page.locator(".email .none") })
      .first();
    const id = await stranger.getAttribute("data-visitor");
    // And on a phone nothing known takes no line.
    await expect(stranger.locator(".email")).toBeVisible();
    await page.setViewportSize({ width: 390, height: 844 });
    await expect(page.locator(`[data-visitor="${id}"] .email`)).toBeHidden();
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`${house.url}/2/visitors?status=archived&visitor=${id}`);
    await expect(page.getByRole("complementary", { name: "Visitante" })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.locator("#visitor-list")).toBeFocused();

    // Another language, at once and for good.
    await page.getByRole("button", { name: /^Cuenta de/ }).click();
    await page.getByRole("menuitem", { name: "English" }).click();
    await expect(page.getByRole("heading", { name: "Visitors" })).toBeVisible();
    await page.reload();
    await expect(page.getByRole("heading", { name: "Visitors" })).toBeVisible();
  } finally {
    await house.close();
  }
});
