// The flow's editor: by keyboard alone, by pointer, across reloads and between two admins; what is published reaches visitors.
import type { Locator, Page } from "@playwright/test";
import { expect, type House, setUp, signIn, test } from "./house.js";

const step = (page: Page, name: RegExp | string) => page.getByRole("group", { name });
const saved = (page: Page) => expect(page.getByText("Guardado hace un momento")).toBeVisible();

async function openFlow(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Flujo" }).click();
  await expect(step(page, /^Opciones: ¿En qué te ayudamos/)).toBeVisible();
}

/** What a visitor of the demo shop is told first. */
async function greeting(page: Page, house: House): Promise<Locator> {
  await page.goto(`${house.url}/demo`);
  await page.getByRole("button", { name: "Abrir el chat" }).click();
  return page.getByRole("dialog").getByRole("log");
}

/** From the middle of one thing to a place in another, slowly enough for whoever follows the pointer. */
async function drag(page: Page, from: Locator, to: { x: number; y: number }): Promise<void> {
  await from.hover();
  await page.mouse.down();
  await page.mouse.move(to.x - 8, to.y - 8, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
}

async function middle(of: Locator): Promise<{ x: number; y: number }> {
  const box = await of.boundingBox();
  if (!box) throw new Error("it is not drawn");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

test("a flow is changed and published by the keyboard alone", async ({ house, person }) => {
  const { page } = await person();
  await setUp(page, house);
  const press = (key: string) => page.keyboard.press(key);
  await page.getByRole("link", { name: "Flujo" }).focus();
  await press("Enter");
  await expect(step(page, /^Mensaje: Hola/)).toBeVisible();
  const publish = page.getByRole("button", { name: "Publicar", exact: true });
  await expect(publish).toBeDisabled();

  // A new first step, which leads to what was the first.
  await page.getByRole("button", { name: "Mensaje", exact: true }).focus();
  await press("Enter");
  const form = page.getByRole("complementary", { name: "Paso" });
  const text = form.getByLabel("Texto");
  await expect(text).toBeFocused();
  await page.keyboard.type("Antes de nada: gracias por venir.");
  await form.getByLabel("Sigue en").focus();
  await page.keyboard.type("Mensaje: Hola");
  await expect(form.getByRole("button", { name: /^Ir a Hola/ })).toBeVisible();
  await form.getByRole("button", { name: "Empezar aquí" }).focus();
  await press("Enter");
  await expect(form.getByRole("button", { name: "Empezar aquí" })).toBeDisabled();
  // A step behind it, made where it is to be reached from.
  await form.getByLabel("Sigue en").focus();
  await page.keyboard.type("Pausa");
  await expect(form.getByRole("button", { name: "Ir a Pausa" })).toBeVisible();
  await form.getByRole("button", { name: "Ir a Pausa" }).focus();
  await press("Enter");
  const pause = form.getByLabel("Pausa", { exact: true });
  await expect(pause).toBeFocused();
  await pause.fill("1");
  await form.getByLabel("Sigue en").focus();
  await page.keyboard.type("Mensaje: Hola");
  await expect(form.getByRole("button", { name: /^Ir a Hola/ })).toBeVisible();

  // Escape leads from the form to its step; there the arrows move it, and Enter leads back.
  await press("Escape");
  const paused = step(page, "Pausa");
  await expect(paused).toBeFocused();
  const before = await middle(paused);
  await press("Space");
  await press("ArrowDown");
  await press("ArrowDown");
  await expect.poll(async () => (await middle(paused)).y).toBeGreaterThan(before.y);
  await press("Enter");
  await expect(pause).toBeFocused();
  await press("Escape");
  // Away with it: what stood before it leads to what stood behind. And back.
  await press("Space");
  await press("Delete");
  await expect(paused).toHaveCount(0);
  await press("Control+z");
  await expect(paused).toBeVisible();
  await press("Control+Shift+z");
  await expect(paused).toHaveCount(0);
  await saved(page);
  await expect(page.getByRole("button", { name: /problema/ })).toHaveCount(0);

  await publish.focus();
  await press("Enter");
  const dialog = page.getByRole("dialog", { name: "Publicar el flujo" });
  await expect(dialog).toContainText("1 paso nuevo");
  await expect(dialog).toContainText("Antes de nada: gracias por venir.");
  await expect(dialog).toContainText("Empieza en otro paso");
  await dialog.getByRole("button", { name: "Publicar" }).focus();
  await press("Enter");
  await expect(page.getByText("La versión 2 está publicada.")).toBeVisible();
  await expect(publish).toBeDisabled();
  const log = await greeting((await person()).page, house);
  await expect(log).toContainText(/Antes de nada: gracias por venir\..*Hola.*¿En qué te ayudamos\?/);
});

test("by pointer: drag, connect, mend what is wrong; the draft outlives a reload", async ({
  house,
  person,
}) => {
  const { page } = await person();
  await setUp(page, house);
  await openFlow(page);
  const canvas = page.getByRole("application", { name: "Lienzo del flujo" });
  const room = await canvas.boundingBox();
  if (!room) throw new Error("no canvas");
  await page.getByRole("button", { name: "Alejar" }).click();

  // A question dropped on the canvas has no words yet, and nobody comes there.
  const bottom = { x: room.x + 420, y: room.y + room.height - 170 };
  await drag(page, page.getByRole("button", { name: "Opciones", exact: true }), bottom);
  const form = page.getByRole("complementary", { name: "Paso" });
  await expect(form.getByLabel("Texto")).toBeFocused();
  const wrong = page.getByRole("button", { name: "2 problemas" });
  await expect(wrong).toBeVisible();
  await expect(step(page, "Opciones. 2 problemas")).toBeVisible();
  await form.getByRole("button", { name: "Cerrar el paso" }).click();
  await page.getByRole("button", { name: "Publicar", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Publicar el flujo" });
  await expect(dialog).toContainText("Antes hay que arreglar 2 cosas.");
  await dialog.getByRole("button", { name: "2 problemas" }).click();
  const list = page.getByRole("complementary", { name: "Por arreglar" });
  await expect(list).toContainText("Falta el texto.");
  await expect(list).toContainText("Nada lleva a este paso.");
  await list.getByRole("button", { name: /Opciones/ }).click();
  await expect(form.getByLabel("Texto")).toBeFocused();
  await form.getByLabel("Texto").fill("¿Algo más?");
  await form.getByLabel("Opción 1", { exact: true }).fill("Sí");
  await form.getByLabel("Opción 2", { exact: true }).fill("No");
  await form.getByRole("button", { name: "Subir No" }).click();
  await expect(form.getByLabel("Opción 1", { exact: true })).toHaveValue("No");
  await form.getByRole("button", { name: "Cerrar el paso" }).click();

  // A line from the support message to the question, and from an answer to a new step where it is let go.
  const support = step(page, /^Mensaje: Cuéntanos/);
  const question = step(page, "Opciones: ¿Algo más?");
  await drag(page, support.locator("[data-handleid=next]"), await middle(question));
  await expect(page.getByRole("button", { name: /problema/ })).toHaveCount(0);
  const end = await middle(question.locator("[data-handleid='options.0']"));
  await drag(page, question.locator("[data-handleid='options.0']"), { x: end.x + 150, y: end.y + 20 });
  await page.getByRole("menuitem", { name: "Cerrar" }).click();
  await form.getByLabel("Despedida (opcional)").fill("Hasta pronto.");
  await expect(step(page, "Cerrar: Hasta pronto.")).toBeVisible();
  const lines = page.locator(".svelte-flow__edge");
  const count = await lines.count();
  await form.getByRole("button", { name: "Cerrar el paso" }).click();
  await page.keyboard.press("Control+z");
  await expect(step(page, "Cerrar")).toBeVisible();
  await page.keyboard.press("Control+z");
  await expect(lines).toHaveCount(count - 1);
  await page.getByRole("button", { name: "Rehacer" }).click();
  await page.getByRole("button", { name: "Rehacer" }).click();
  await expect(step(page, "Cerrar: Hasta pronto.")).toBeVisible();

  // Pulled aside, and the page gone before a moment has passed.
  const at = await middle(question);
  await drag(page, question.locator("header"), { x: at.x - 90, y: at.y - 30 });
  await page.reload();
  await expect(step(page, "Cerrar: Hasta pronto.")).toBeVisible();
  await saved(page);
  await expect(lines).toHaveCount(count);
  const log = await greeting((await person()).page, house);
  await expect(log).toContainText("¿En qué te ayudamos?");

  await page.getByRole("button", { name: "Más" }).click();
  await page.getByRole("menuitem", { name: "Descartar el borrador" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Descartar" }).click();
  await expect(question).toHaveCount(0);
  await expect(page.getByText("Publicado, versión 1")).toBeVisible();
});

test("a template is tried in the real widget, published, met by visitors, and undone by its version", async ({
  house,
  person,
}) => {
  const { page } = await person();
  await setUp(page, house);
  await openFlow(page);
  await page.getByRole("button", { name: "Plantillas" }).click();
  const dialog = page.getByRole("dialog", { name: "Empezar con una plantilla" });
  await expect(dialog.getByRole("radio")).toHaveCount(3);
  await dialog.getByRole("radio").nth(1).check();
  await dialog.getByRole("button", { name: "Usar esta" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Reemplazar" }).click();
  await expect(dialog).toHaveCount(0);
  const first = page.locator(".svelte-flow__node").first();
  await first.click();
  const form = page.getByRole("complementary", { name: "Paso" });
  await form
    .getByLabel(/^Texto/)
    .first()
    .fill("Soporte de Tienda Sur.");
  await saved(page);

  await page.getByRole("button", { name: "Vista previa" }).click();
  const preview = page.getByRole("complementary", { name: "Vista previa" });
  const chat = preview.frameLocator("iframe").getByRole("log");
  await expect(chat).toContainText("Soporte de Tienda Sur.");
  await form
    .getByLabel(/^Texto/)
    .first()
    .fill("Aquí ayudamos.");
  await expect(preview).toContainText("El flujo ha cambiado desde entonces.");
  await preview.getByRole("button", { name: "Empezar de nuevo" }).click();
  await expect(chat).toContainText("Aquí ayudamos.");
  await expect(chat).not.toContainText("Soporte de Tienda Sur.");
  await preview.getByRole("button", { name: "Cerrar la vista previa" }).click();
  // Nobody has been there: neither the project's list nor any other has heard of it.
  await page.getByRole("link", { name: "Visitantes" }).click();
  await expect(page.getByText("Esperando al primer visitante")).toBeVisible();
  await openEditorAgain(page);

  await page.getByRole("button", { name: "Publicar", exact: true }).click();
  await page
    .getByRole("dialog", { name: "Publicar el flujo" })
    .getByRole("button", { name: "Publicar" })
    .click();
  await expect(page.getByText("La versión 2 está publicada.")).toBeVisible();
  const log = await greeting((await person()).page, house);
  await expect(log).toContainText("Aquí ayudamos.");

  await page.getByRole("button", { name: "Versiones" }).click();
  await page.getByRole("button", { name: "Restaurar la versión 1" }).click();
  await expect(step(page, /^Opciones: ¿En qué te ayudamos/)).toBeVisible();
  await page.getByRole("button", { name: "Publicar", exact: true }).click();
  await page
    .getByRole("dialog", { name: "Publicar el flujo" })
    .getByRole("button", { name: "Publicar" })
    .click();
  await expect(page.getByText("La versión 3 está publicada.")).toBeVisible();
  const again = await greeting((await person()).page, house);
  await expect(again).toContainText("¿En qué te ayudamos?");
});

async function openEditorAgain(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Flujo" }).click();
  await expect(
    step(page, "Mensaje: Aquí ayudamos.")
      .or(step(page, /Aquí ayudamos\./))
      .first(),
  ).toBeVisible();
}

test("of two admins' drafts none is lost; who manages has no flow to change", async ({ house, person }) => {
  const ana = (await person()).page;
  await setUp(ana, house);
  house.addColleague("Beto Luna", "beto@example.com");
  const beto = (await person()).page;
  await signIn(beto, house, "beto@example.com");
  await expect(beto.getByRole("link", { name: "Visitantes" })).toBeVisible();
  await expect(beto.getByRole("link", { name: "Flujo" })).toHaveCount(0);
  await beto.goto(`${house.url}/1/flow`);
  await expect(beto.getByText("Solo los admins del proyecto pueden cambiar esto.")).toBeVisible();
  await ana.goto(`${house.url}/1/settings/members`);
  await ana.getByRole("combobox", { name: /Beto/ }).selectOption("ADMIN");
  await expect(ana.getByRole("combobox", { name: /Beto/ })).toHaveValue("ADMIN");

  await beto.goto(`${house.url}/1/flow`);
  await ana.goto(`${house.url}/1/flow`);
  const write = async (page: Page, text: string) => {
    await step(page, /^Mensaje: /)
      .first()
      .click();
    await page.getByRole("complementary", { name: "Paso" }).getByLabel("Texto").fill(text);
  };
  await write(ana, "De Ana");
  await saved(ana);
  await write(beto, "De Beto");
  const question = beto.getByRole("alert", { name: "Hay otro borrador" });
  await expect(question).toContainText("Ana Ruiz guardó otro borrador");
  await expect(question).toContainText("1 paso cambiado");
  await expect(beto.getByText("Dos borradores")).toBeVisible();
  // Asked again after a reload: what is his is still there.
  await beto.reload();
  await expect(question).toBeVisible();
  await expect(step(beto, "Mensaje: De Beto")).toBeVisible();
  await question.getByRole("button", { name: "Seguir con el mío" }).click();
  await saved(beto);
  await expect(question).toHaveCount(0);
  await beto.keyboard.press("Control+z");
  await expect(step(beto, "Mensaje: De Ana")).toBeVisible();
  await beto.keyboard.press("Control+Shift+z");
  await expect(step(beto, "Mensaje: De Beto")).toBeVisible();
  await saved(beto);

  await write(ana, "Otra vez Ana");
  const hers = ana.getByRole("alert", { name: "Hay otro borrador" });
  await expect(hers).toContainText("Beto Luna guardó otro borrador");
  await hers.getByRole("button", { name: "Tomar el suyo" }).click();
  await expect(step(ana, "Mensaje: De Beto")).toBeVisible();
  await ana.keyboard.press("Control+z");
  await expect(step(ana, "Mensaje: Otra vez Ana")).toBeVisible();
  await saved(ana);
});
