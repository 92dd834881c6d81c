// Blocking, and what is kept of visitors: as a person does it, and as the visitor sees it.
import { look } from "./axe.js";
import { expect, setUp, test, visitorWrites } from "./house.js";

test("a blocked visitor's chat seems to be offline, and what was written meanwhile arrives when the block ends", async ({
  house,
  person,
}) => {
  const { page } = await person();
  await setUp(page, house);
  const shop = (await person()).page;
  const chat = await visitorWrites(shop, house, "Buenas tardes");
  await page.getByRole("row").filter({ hasText: "Visitante #1" }).click();
  await page.getByRole("tab", { name: "Info" }).click();
  const actions = page.getByRole("region", { name: "Acciones" });
  await actions.getByRole("button", { name: "Bloquear" }).click();
  await expect(actions.getByRole("radio", { name: "1 día" })).toBeFocused();
  // Behind the address of the server's own machine is everybody.
  await actions.getByRole("checkbox", { name: /También su dirección/ }).check();
  await actions.getByRole("button", { name: "Bloquear" }).click();
  await expect(actions.getByRole("alert")).toContainText("Bloquea solo al visitante");
  await actions.getByRole("checkbox").uncheck();
  await actions.getByRole("radio", { name: "1 hora" }).check();
  await actions.getByRole("button", { name: "Bloquear" }).click();
  await expect(actions.getByText(/^Bloqueado hasta el/)).toBeVisible();

  await chat.getByRole("textbox", { name: "Mensaje" }).fill("¿Hay alguien?");
  await shop.keyboard.press("Enter");
  await expect(chat.getByRole("log").getByText("¿Hay alguien?")).toBeVisible();
  await expect(chat).not.toContainText(/bloque/i);
  await page.getByRole("tab", { name: "Conversación" }).click();
  await expect(page.getByRole("log").getByText("Buenas tardes")).toBeVisible();
  await expect(page.getByRole("log").getByText("¿Hay alguien?")).toHaveCount(0);

  await page.getByRole("link", { name: "Ajustes" }).click();
  await page.getByRole("link", { name: "Privacidad" }).click();
  const blocked = page.getByRole("region", { name: "Bloqueados" });
  await expect(blocked.getByRole("listitem")).toContainText(["Visitante #1"]);
  await look(page, "light", "blocked");
  await blocked.getByRole("button", { name: "Desbloquear Visitante #1" }).click();
  await expect(blocked.getByText("No hay nadie bloqueado.")).toBeVisible();

  await page.getByRole("link", { name: "Visitantes" }).click();
  await page.getByRole("row").filter({ hasText: "Visitante #1" }).click();
  await page.getByRole("tab", { name: "Conversación" }).click();
  await expect(page.getByRole("log").getByText("¿Hay alguien?")).toHaveCount(1, { timeout: 60_000 });
});

test("what is kept is decided with its consequences before one's eyes, and erased when it is as many as was said", async ({
  house,
  person,
}) => {
  const { page } = await person();
  await setUp(page, house);
  await visitorWrites((await person()).page, house, "Buenas tardes");
  await page.getByRole("link", { name: "Ajustes" }).click();
  await page.getByRole("link", { name: "Privacidad" }).click();

  await page.getByRole("switch", { name: /Guardar solo una parte/ }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Recortar direcciones" }).click();
  await expect(page.getByRole("switch", { name: /Guardar solo una parte/ })).toBeChecked();

  const keep = page.getByRole("region", { name: "Cuánto se guardan los visitantes" });
  await keep.getByLabel("Archivado").fill("0");
  await keep.getByRole("button", { name: "Guardar" }).click();
  await expect(keep.getByRole("alert")).toContainText("de 1 a 3.650");
  await keep.getByLabel("Archivado").fill("90");
  await keep.getByRole("button", { name: "Guardar" }).click();
  await expect(keep.getByText("Guardado")).toBeVisible();

  const erase = page.getByRole("region", { name: "Borrar visitantes" });
  await erase.getByLabel("Estado").selectOption({ label: "Cliente" });
  await erase.getByRole("button", { name: "Contar" }).click();
  await expect(erase.getByText("Ningún visitante lo cumple.")).toBeVisible();
  await erase.getByLabel("Estado").selectOption({ label: "Cualquiera" });
  // The list's own calendar; to type a day counts, and does not yet send the form around it.
  const begun = erase.getByRole("button", { name: /^Conversación empezada:/ });
  await begun.click();
  const days = page.getByRole("dialog", { name: "Fechas" });
  await days.getByRole("button", { name: "Ayer" }).click();
  await expect(begun).toHaveText("Ayer");
  await expect(begun).toBeFocused();
  await erase.getByRole("button", { name: "Contar" }).click();
  await expect(erase.getByText("Ningún visitante lo cumple.")).toBeVisible();
  await begun.click();
  await days.getByRole("button", { name: "Siempre" }).click();
  await begun.click();
  await days.getByLabel("Desde").fill("2026-01-05");
  await days.getByLabel("Desde").press("Enter");
  await expect(begun).toHaveText(/^Desde el 5 ene/);
  await expect(erase.getByText("Ningún visitante lo cumple.")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(days).toBeHidden();
  await erase.getByRole("button", { name: "Contar" }).click();
  await expect(erase.getByRole("button", { name: "Borrar 1 visitante" })).toBeVisible();
  await visitorWrites((await person()).page, house, "Otra persona");
  // One more than was said.
  await erase.getByRole("button", { name: "Borrar 1 visitante" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Borrar para siempre" }).click();
  await expect(erase.getByRole("alert")).toHaveText("Ahora son otros. Cuenta de nuevo.");
  await erase.getByRole("button", { name: "Contar" }).click();
  await erase.getByRole("button", { name: "Borrar 2 visitantes" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Borrar para siempre" }).click();
  await expect(erase.getByText("Se borraron 2 visitantes.")).toBeVisible();

  await page.reload();
  await expect(keep.getByLabel("Archivado")).toHaveValue("90");
  await expect(page.getByRole("switch", { name: /Guardar solo una parte/ })).toBeChecked();
});
