// WCAG 2.2 AA, by axe: every screen of the console, light and dark, wide and narrow.
import { look } from "./axe.js";
import { House, OWNER, expect, signIn, test } from "./house.js";

const OWNER_ENV = {
  ATALAYA_OWNER_EMAIL: OWNER.email,
  ATALAYA_OWNER_PASSWORD: OWNER.password,
  LANG: "es_ES.UTF-8",
};
test("nor does the first screen that anybody sees", async ({ house, person }) => {
  for (const colorScheme of ["light", "dark"] as const) {
    const { page } = await person({ colorScheme });
    await page.goto(house.setupLink);
    await expect(page.getByRole("button", { name: "Crear" })).toBeVisible();
    await look(page, colorScheme, "set-up");
  }
});

for (const colorScheme of ["light", "dark"] as const)
  test(`no screen shuts anybody out, ${colorScheme}`, async ({ person }) => {
    test.setTimeout(180_000);
    const house = await House.open(OWNER_ENV, ["--demo"]);
    try {
      const { page } = await person({ colorScheme });
      const check = (screen: string) => look(page, colorScheme, screen);
      await page.goto(`${house.url}/sign-in`);
      await expect(page.getByRole("button", { name: "Entrar" })).toBeVisible();
      await check("sign-in");
      await signIn(page, house);

      // The owner's own project waits for its first visitor.
      await expect(page.getByText("Esperando al primer visitante")).toBeVisible();
      await check("first run");

      await page.goto(`${house.url}/2/visitors?status=new`);
      const rows = page.locator("[data-visitor]");
      await expect(rows).toHaveCount(20);
      await check("list");
      // By the keyboard, while the pointer holds the list.
      await rows.nth(2).hover();
      await page.keyboard.press("j");
      await page.keyboard.press("x");
      await page.keyboard.press("s");
      const archived = page.getByRole("menuitem", { name: "Archivado" });
      await expect(archived).toBeVisible();
      await check("list, with a ticked row and its menu");
      await archived.press("Enter");
      await expect(rows.first()).toContainText("→ Archivados, por ana");
      await expect(page.getByText("El visitante pasó a Archivado.")).toBeVisible();
      await check("list, with a row that leaves, and news");
      await page.getByRole("button", { name: "Mostrar filtros" }).click();
      await check("list, with filters");
      await page
        .getByRole("group", { name: "Filtros" })
        .getByRole("button", { name: /^Fechas/ })
        .click();
      await expect(page.getByRole("dialog", { name: "Fechas" })).toBeVisible();
      await check("dates");
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Exportar en CSV" }).click();
      await check("export menu");
      await page.getByRole("menuitem", { name: /^Esta página/ }).click();
      await expect(page.getByText(/^Guardado: /)).toBeVisible();
      await check("export done");
      await page.keyboard.press("?");
      await expect(page.getByRole("dialog")).toBeVisible();
      await check("keys");
      await page.keyboard.press("Escape");
      await page.goto(`${house.url}/2/visitors?q=nobody-is-called-this`);
      await expect(page.getByText("0 mostrados").or(page.getByText("0 visitantes")).first()).toBeVisible();
      await check("empty list");

      await page.goto(`${house.url}/2/visitors?status=customer`);
      await rows.first().click();
      await expect(page.getByRole("textbox", { name: /Responder a/ })).toBeVisible();
      await check("panel, conversation");
      await page.getByRole("tab", { name: "Info" }).click();
      await expect(page.getByText("Dirección IP")).toBeVisible();
      await check("panel, info");
      await page.setViewportSize({ width: 390, height: 844 });
      await check("panel on a phone");
      await page.keyboard.press("Escape");
      await check("list on a phone");
      await page.setViewportSize({ width: 1440, height: 900 });
      await rows.first().getByRole("link").click();
      await expect(page.getByRole("textbox", { name: /Responder a/ })).toBeVisible();
      await check("full page");

      await page.goto(`${house.url}/2/settings`);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await check("settings");
      await page.getByRole("link", { name: "Miembros" }).click();
      await expect(page.getByRole("listitem")).toHaveCount(3);
      await check("members");
      await page.getByRole("link", { name: "Identidad" }).click();
      await expect(page.getByRole("button", { name: /^Retirar la clave/ })).toBeVisible();
      await check("identity");
      await page.goto(`${house.url}/profile`);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await check("profile");
      await page.getByLabel("Zona horaria").click();
      await page.keyboard.type("lima");
      await expect(page.getByRole("option", { name: /Lima/ })).toBeVisible();
      await check("time zones");
    } finally {
      await house.close();
    }
  });
