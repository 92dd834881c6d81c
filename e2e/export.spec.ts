// Exports from the list: what is on the screen or all that matches, as files that are read back; long ones can be watched,
// ended, and had again after they broke off.
import { readFile } from "node:fs/promises";
import { inflateRawSync } from "node:zlib";
import type { Download, Page } from "@playwright/test";
import { House, expect, signIn, test } from "./house.js";

const visitors = 60_000;

const button = (page: Page, format: "CSV" | "Excel") =>
  page.getByRole("button", { name: `Exportar en ${format}` });

async function choose(page: Page, rows: string, format: "CSV" | "Excel"): Promise<void> {
  await button(page, format).click();
  await page.getByRole("menuitem", { name: rows }).click();
}

async function download(page: Page, rows: string, format: "CSV" | "Excel"): Promise<Download> {
  const [file] = await Promise.all([page.waitForEvent("download"), choose(page, rows, format)]);
  return file;
}

/** The first column of a CSV file, below its header. No seeded text holds a line break. */
async function idsIn(file: Download): Promise<string[]> {
  const lines = (await readFile(await file.path(), "utf8")).trimEnd().split("\r\n");
  return lines.slice(1).map((line) => line.split(",")[0] ?? "");
}

/** The texts of a workbook's only sheet, which is the last entry of its archive, row by row. */
async function sheetIn(file: Download): Promise<string[][]> {
  const bytes = await readFile(await file.path());
  const at = bytes.indexOf("xl/worksheets/sheet1.xml");
  const xml = inflateRawSync(bytes.subarray(at + "xl/worksheets/sheet1.xml".length)).toString();
  return [...xml.matchAll(/<row .*?<\/row>/gu)].map(([row]) =>
    [...row.matchAll(/<t xml:space="preserve">(.*?)<\/t>/gu)].map(([, text]) => text ?? ""),
  );
}

/** Sets how fast the browser's network is, in bytes a second; -1: as fast as it can be. */
async function throttle(page: Page): Promise<(downloadThroughput: number) => Promise<unknown>> {
  const session = await page.context().newCDPSession(page);
  return (downloadThroughput) =>
    session.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 0,
      downloadThroughput,
      uploadThroughput: -1,
    });
}

const cards = (page: Page) => page.getByRole("region", { name: "Exportaciones" });

test("what is on the screen or all that matches is exported; a long export goes on, ends when told to, and says when it broke off", async ({
  person,
}) => {
  const house = await House.seeded(visitors);
  try {
    const { page } = await person();
    await signIn(page, house);
    await expect(page.getByText("1–20 de 60.000")).toBeVisible();
    await page.getByRole("button", { name: "Siguiente" }).click();
    await expect(page.getByText("21–40 de 60.000")).toBeVisible();
    const shown = await page
      .locator("[data-visitor]")
      .evaluateAll((rows) => rows.map((row) => row.getAttribute("data-visitor")));

    // This page, in the order of the screen, in the agent's language. The menu by its key.
    const file = await download(page, "Esta página (20 filas)", "CSV");
    expect(file.suggestedFilename()).toMatch(/^Visitantes - .*\.csv$/);
    expect(await idsIn(file)).toEqual(shown);
    await expect(cards(page)).toContainText("Guardado: 20 visitantes");
    await page.getByRole("heading", { name: "Visitantes" }).click();
    await page.keyboard.press("e");
    await expect(page.getByRole("menuitem").first()).toBeFocused();
    await expect(page.getByRole("menu", { name: "Exportar en Excel" })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("menu")).toHaveCount(0);
    await expect(button(page, "Excel")).toBeFocused();
    const sheet = await sheetIn(await download(page, "Esta página (20 filas)", "Excel"));
    expect(sheet[0]).toEqual([
      "ID",
      "Nombre",
      "Correo",
      "Teléfono",
      "Estado",
      "País",
      "Ciudad",
      "Región",
      "Comprometido",
      "Fecha de creación",
    ]);
    expect(sheet.slice(1).map(([id]) => id)).toEqual(shown);

    // All that match a filter, and no others; the sheet's rows are counted while it comes.
    await page.getByRole("tab", { name: /^Clientes/ }).click();
    await expect(page.getByRole("tab", { name: /^Clientes/ })).toHaveAttribute("aria-selected", "true");
    const shownAs = /[\d.]+$/.exec(await page.getByText(/^1–20 de /).innerText())?.[0] ?? "";
    const count = Number(shownAs.replace(".", ""));
    const matching = `Las ${shownAs} que coinciden`;
    const customers = await download(page, matching, "CSV");
    expect(customers.suggestedFilename()).toContain("clientes");
    const ids = await idsIn(customers);
    expect([ids.length, new Set(ids).size]).toEqual([count, count]);
    const workbook = await download(page, matching, "Excel");
    expect((await sheetIn(workbook)).slice(1).map(([id]) => id)).toEqual(ids);

    // The file is kept while its card is there.
    const card = cards(page).getByRole("group", { name: workbook.suggestedFilename() });
    await expect(card).toContainText(`Guardado: ${shownAs} visitantes`);
    const again = page.waitForEvent("download");
    await card.getByRole("button", { name: "Guardar otra vez" }).click();
    expect((await sheetIn(await again)).length).toBe(count + 1);
    // Closed by key, it hands the focus on: to the card that is left, or to the page.
    await card.getByRole("button", { name: "Cerrar" }).press("Enter");
    await expect(card).toHaveCount(0);
    await expect.poll(() => page.evaluate(() => document.activeElement?.localName)).toMatch(/button|main/);

    // Nothing to export, nothing to press.
    await page.getByRole("textbox", { name: "Buscar" }).fill("nobody is called so");
    for (const format of ["CSV", "Excel"] as const) await expect(button(page, format)).toBeDisabled();
    await page.getByRole("button", { name: "Quitar todos" }).click();
    await page.getByRole("tab", { name: /^Todos/ }).click();
    await expect(page.getByText("1–20 de 60.000")).toBeVisible();
    let saved = 0;
    page.on("download", () => saved++);

    // The rows of a workbook are counted while it comes, packed as it is.
    const slowTo = await throttle(page);
    await slowTo(40_000);
    const all = "Las 60.000 que coinciden";
    const bars = cards(page).getByRole("progressbar");
    await choose(page, all, "Excel");
    await expect(bars).toHaveAttribute("aria-valuetext", /^[1-9][\d.]* de 60\.000$/);
    await cards(page).getByRole("button", { name: "Cancelar" }).click();
    await expect(bars).toHaveCount(0);

    // As many as a person may have at a time, and one more, which is refused in words.
    await choose(page, all, "CSV");
    await choose(page, all, "CSV");
    await expect(bars).toHaveCount(2);
    for (const bar of await bars.all())
      await expect(bar).toHaveAttribute("aria-valuetext", /^[1-9][\d.]* de 60\.000$/);
    const early = await bars.first().getAttribute("aria-valuetext");
    await expect(bars.first()).not.toHaveAttribute("aria-valuetext", early ?? "");
    await choose(page, all, "CSV");
    await expect(cards(page).getByText("Hay otras exportaciones en marcha.")).toBeVisible();

    // It stays on other pages of the console. Ended, it gives its turn to the one that was refused.
    await page.getByRole("link", { name: "Ajustes" }).click();
    await expect(page.getByRole("heading", { name: "Ajustes del proyecto" })).toBeVisible();
    await expect(bars).toHaveCount(2);
    await cards(page).getByRole("button", { name: "Cancelar" }).first().click();
    await expect(bars).toHaveCount(1);
    await expect(async () => {
      await cards(page).getByRole("button", { name: "Reintentar" }).click();
      await expect(bars).toHaveCount(2, { timeout: 1_000 });
    }).toPass();
    await cards(page).getByRole("button", { name: "Cancelar" }).first().click();

    // Half a file is no file.
    await expect(bars).toHaveCount(1);
    await expect(bars).not.toHaveAttribute("aria-valuetext", /^(0 de|Preparando)/);
    await house.kill("SIGKILL");
    await slowTo(-1);
    await expect(cards(page).getByText("La descarga se cortó antes de acabar.")).toBeVisible();
    expect(saved).toBe(0);
    await house.start();
    const [whole] = await Promise.all([
      page.waitForEvent("download"),
      cards(page).getByRole("button", { name: "Reintentar" }).click(),
    ]);
    expect(new Set(await idsIn(whole)).size).toBe(visitors);
    const last = cards(page).getByRole("group", { name: whole.suggestedFilename() });
    await expect(last).toContainText("Guardado: 60.000 visitantes");
  } finally {
    await house.close();
  }
});
