// WCAG 2.2 AA, by axe: the flow's editor in all its states, light and dark, wide and on a phone.
import { look } from "./axe.js";
import { expect, setUp, test } from "./house.js";

for (const colorScheme of ["light", "dark"] as const)
  test(`the flow's editor shuts nobody out, ${colorScheme}`, async ({ house, person }) => {
    test.setTimeout(180_000);
    const { page } = await person({ colorScheme });
    const check = (screen: string) => look(page, colorScheme, screen);
    await setUp(page, house);
    await page.getByRole("link", { name: "Flujo" }).click();
    const steps = page.locator(".svelte-flow__node");
    await expect(steps).toHaveCount(6);
    await check("canvas");
    const panel = page.getByRole("complementary", { name: "Paso" });
    for (const kind of ["Opciones", "Formulario", "Notificación"]) {
      await page.getByRole("group", { name: new RegExp(`^${kind}`) }).focus();
      await page.keyboard.press("Enter");
      await expect(panel.getByRole("heading", { name: kind })).toBeVisible();
      await check(`form: ${kind}`);
    }
    for (const kind of ["Condición", "Pausa", "Opciones"]) {
      await page.getByRole("button", { name: kind, exact: true }).click();
      await expect(panel.getByRole("heading", { name: kind })).toBeVisible();
    }
    await expect(page.getByRole("button", { name: /\d problemas/ })).toBeVisible();
    await check("a step with problems");
    await page.getByRole("button", { name: /\d problemas/ }).click();
    await expect(page.getByRole("complementary", { name: "Por arreglar" })).toBeVisible();
    await check("problems");
    await page.getByRole("button", { name: "Versiones" }).click();
    await expect(page.getByRole("button", { name: "Restaurar la versión 1" })).toBeVisible();
    await check("versions");
    const versions = page.getByRole("complementary", { name: "Versiones" });
    await versions.getByRole("button", { name: "Cerrar" }).click();
    await page.getByRole("button", { name: "Publicar", exact: true }).click();
    await expect(page.getByRole("dialog", { name: "Publicar el flujo" })).toBeVisible();
    await check("publish");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Plantillas" }).click();
    await expect(page.getByRole("dialog").getByRole("radio")).toHaveCount(3);
    await check("templates");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Más" }).click();
    await page.getByRole("menuitem", { name: "Descartar el borrador" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Descartar" }).click();
    await expect(steps).toHaveCount(6);
    await page.getByRole("button", { name: "Vista previa" }).click();
    await expect(page.frameLocator("iframe").getByRole("log")).toContainText("¿En qué te ayudamos?");
    await check("preview");
    await page.getByRole("button", { name: "Cerrar la vista previa" }).click();
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole("button", { name: "Añadir un paso" }).click();
    await page.getByRole("menuitem", { name: "Mensaje" }).click();
    await expect(panel.getByLabel("Texto")).toBeFocused();
    await check("a step on a phone");
    await panel.getByRole("button", { name: "Cerrar el paso" }).click();
    await check("canvas on a phone");
  });
