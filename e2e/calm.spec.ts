// A list that changes fifty times a second, and a hand in it: rows keep their places, what leaves stays to be seen, and what is
// clicked is what was drawn.
import { Crowd } from "./crowd.js";
import { holdNext } from "./hold.js";
import { House, OWNER, expect, signIn, test } from "./house.js";
import { namesIn, outside, pressRows, rowsOf } from "./pointer.js";

const OWNER_ENV = {
  ATALAYA_OWNER_EMAIL: OWNER.email,
  ATALAYA_OWNER_PASSWORD: OWNER.password,
  LANG: "es_ES.UTF-8",
};
test("at fifty changes a second, what is clicked is what was drawn", async ({ person }) => {
  test.setTimeout(180_000);
  const CLICKS = 100;
  const house = await House.open(OWNER_ENV);
  const crowd = await Crowd.at(house);
  try {
    await crowd.come(30);
    const { page } = await person();
    await signIn(page, house);
    await page.goto(`${house.url}/${crowd.projectId}/visitors?status=new`);
    await expect(rowsOf(page)).toHaveCount(20);
    const stop = crowd.storm(await crowd.ids("NEW"));
    const before = await namesIn(page);

    const wrong = await pressRows(page, CLICKS);
    expect(wrong).toEqual([]);
    expect(await stop()).toBeGreaterThan(CLICKS);
    expect(await namesIn(page)).not.toEqual(before);
  } finally {
    await crowd.end();
    await house.close();
  }
});

test("arrivals wait behind a chip, what leaves stays to be seen and undone, ticked rows change together", async ({
  person,
}) => {
  const house = await House.open(OWNER_ENV);
  const crowd = await Crowd.at(house);
  try {
    await crowd.come(12);
    const { page } = await person();
    await signIn(page, house);
    await page.goto(`${house.url}/${crowd.projectId}/visitors?status=new`);
    const rows = rowsOf(page);
    const row = (number: number) => rows.filter({ hasText: `Visitante #${number}` });
    const tab = (name: string) => page.getByRole("tab", { name });
    await expect(rows).toHaveCount(12);

    // With the pointer in the list nothing moves; the counts do.
    await row(6).hover();
    await crowd.come(3);
    const chip = page.getByRole("button", { name: "3 nuevos" });
    await expect(chip).toBeVisible();
    // Said once, not with every one that comes.
    await expect(page.getByRole("status").filter({ hasText: /^[1-3] nuevos?$/ })).toHaveCount(1);
    await expect(tab("Nuevos")).toContainText("15");
    await expect(rows).toHaveCount(12);
    await chip.click();
    await expect(rows).toHaveCount(15);
    await expect(rows.first()).toContainText("Visitante #15");
    await expect(chip).toBeHidden();

    // One that is moved away stays, says where it went and by whom, and comes back.
    await row(6).hover();
    const six = (await row(6).getAttribute("data-visitor")) ?? "";
    await crowd.move(six, "CUSTOMER");
    await expect(row(6)).toContainText(`→ Clientes, por ana`);
    await expect(row(6)).toHaveClass(/leaving/);
    await row(6).getByRole("button", { name: "Deshacer" }).click();
    await expect(row(6)).not.toHaveClass(/leaving/);
    await expect(row(6)).toContainText("Nuevo");

    // It goes with the hand.
    await crowd.move(six, "CLOSED");
    await expect(row(6)).toContainText("→ Cerrados");
    await outside(page);
    await expect(rows).toHaveCount(14);
    await expect(row(6)).toHaveCount(0);

    // The row that is open stays beside its panel, and can still be left.
    await row(5).click();
    await outside(page);
    await crowd.move((await row(5).getAttribute("data-visitor")) ?? "", "PROSPECT");
    await expect(row(5)).toContainText("→ Prospectos");
    // Closing gives it the focus back, and it goes with that.
    await page.keyboard.press("Escape");
    await expect(row(5).getByRole("button", { name: "Visitante #5" })).toBeFocused();
    await page.keyboard.press("/");
    await expect(row(5)).toHaveCount(0);
    await page.keyboard.press("Escape");

    // By the keyboard: the focus holds the list as the pointer does.
    await rows.first().getByRole("button", { name: "Visitante #15" }).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("k");
    await expect(rows.first().getByRole("button", { name: "Visitante #15" })).toBeFocused();
    await crowd.come(1);
    await expect(page.getByRole("button", { name: "1 nuevo" })).toBeVisible();
    await page.keyboard.press("x");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await expect(row(13).getByRole("button", { name: "Visitante #13" })).toBeFocused();
    await row(13)
      .getByRole("checkbox")
      .click({ modifiers: ["Shift"] });
    const bar = page.getByRole("toolbar", { name: "3 seleccionados" });
    await expect(bar).toBeVisible();
    // Whoever looks into one of them has not let go of the others.
    await row(13).click();
    await expect(page.getByRole("tab", { name: "Info" })).toBeVisible();
    await page.getByRole("button", { name: "Cerrar el panel" }).click();
    await expect(bar).toBeVisible();
    await page.keyboard.press("s");
    await page.getByRole("menuitem", { name: "Cliente" }).press("Enter");
    await expect(bar).toBeHidden();
    // The bar takes no focus along.
    await expect(page.locator("[data-visitor] button:focus")).toHaveCount(1);
    await expect(tab("Clientes")).toContainText("3");
    await expect(page.getByText("3 visitantes pasaron a Cliente.")).toBeVisible();

    // Somebody has gone on with one of them: the undo leaves that one alone, and says so.
    const [fifteen] = (await crowd.ids("CUSTOMER")) as [string];
    await crowd.move(fifteen, "ARCHIVED");
    await page.getByRole("button", { name: "Deshacer" }).last().click();
    await expect(page.getByText("Alguien cambió 1 después, y queda como está.")).toBeVisible();
    await expect(tab("Clientes")).toContainText("0");
    await expect(tab("Archivados")).toContainText("1");
  } finally {
    await crowd.end();
    await house.close();
  }
});

test("a slow answer, a press let go elsewhere, and a row that has left: each does what was asked", async ({
  person,
}) => {
  const house = await House.open(OWNER_ENV);
  const crowd = await Crowd.at(house);
  try {
    await crowd.come(3);
    const { page } = await person();
    await signIn(page, house);
    await page.goto(`${house.url}/${crowd.projectId}/visitors?status=new`);
    const rows = rowsOf(page);
    const row = (number: number) => rows.filter({ hasText: `Visitante #${number}` });
    await expect(rows).toHaveCount(3);

    // The hand is back in the list before the answer is there: what was asked for is drawn all the same.
    await row(2).hover();
    await crowd.come(1);
    const { held } = await holdNext(page, "Visitors");
    await page.getByRole("button", { name: "1 nuevo" }).click();
    await row(2).hover();
    await (await held).continue();
    await expect(row(4)).toBeVisible();
    // And is held again from there.
    await crowd.come(1);
    await expect(page.getByRole("button", { name: "1 nuevo" })).toBeVisible();
    await expect(row(5)).toHaveCount(0);

    // A press that is let go outside the list opens nothing, then or later.
    await row(1).hover();
    await page.mouse.down();
    await outside(page);
    await page.mouse.up();
    await row(3).getByRole("button", { name: "Visitante #3" }).press("Enter");
    const three = (await row(3).getAttribute("data-visitor")) ?? "";
    await expect(page).toHaveURL(new RegExp(`visitor=${three}`));

    // The open row has left the list and can be ticked still: it has the status that it is said to have.
    await outside(page);
    await page.getByRole("heading", { name: "Visitantes" }).click();
    await crowd.move(three, "CUSTOMER");
    await expect(row(3)).toContainText("→ Clientes");
    await expect(row(3)).toContainText("Cliente");
    await row(3).getByRole("checkbox").check();
    await page.getByRole("toolbar").getByRole("button", { name: "Cambiar estado" }).click();
    await page.getByRole("menuitem", { name: "Nuevo" }).click();
    await expect(page.getByText("El visitante pasó a Nuevo.")).toBeVisible();
    await expect(row(3)).not.toHaveClass(/leaving/);
    await page.getByRole("button", { name: "Deshacer" }).last().click();
    await expect(row(3)).toContainText("→ Clientes");
  } finally {
    await crowd.end();
    await house.close();
  }
});

test("the keys explain themselves, can be switched off, and rows can be drawn closer", async ({ person }) => {
  const house = await House.open(OWNER_ENV);
  const crowd = await Crowd.at(house);
  try {
    await crowd.come(2);
    const { page } = await person({ viewport: { width: 390, height: 844 } });
    await signIn(page, house);
    const rows = rowsOf(page);
    await expect(rows).toHaveCount(2);

    await page.keyboard.press("?");
    const help = page.getByRole("dialog", { name: "Atajos de teclado" });
    await expect(help).toContainText("Responder");
    await page.keyboard.press("Escape");
    await expect(help).toBeHidden();

    await page.keyboard.press("6");
    await expect(page.getByRole("tab", { name: "Archivados" })).toBeInViewport({ ratio: 0.9 });
    await page.keyboard.press("1");
    await expect(rows).toHaveCount(2);
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await expect(page.getByRole("toolbar", { name: "1 seleccionado" })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("toolbar")).toHaveCount(0);

    await page.setViewportSize({ width: 1440, height: 900 });
    const tall = (await rows.first().boundingBox())?.height ?? 0;
    await page.evaluate(() =>
      localStorage.setItem("atalaya.preferences", JSON.stringify({ density: "compact", shortcuts: false })),
    );
    await page.reload();
    await expect(rows).toHaveCount(2);
    expect((await rows.first().boundingBox())?.height ?? 0).toBeLessThan(tall - 5);
    await page.keyboard.press("/");
    await expect(page.getByRole("textbox", { name: "Buscar" })).not.toBeFocused();
    await page.keyboard.press("?");
    await expect(help).toBeHidden();
  } finally {
    await crowd.end();
    await house.close();
  }
});
