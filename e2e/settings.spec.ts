// The settings say what is wrong with what was typed, and "saved" only of what was saved.
import { expect, setUp, test } from "./house.js";

test("neither a project nor an agent can go without a name, nor a site without an address", async ({
  house,
  person,
}) => {
  const { page } = await person();
  await setUp(page, house);
  await page.getByRole("link", { name: "Ajustes" }).click();
  const name = page.getByLabel("Nombre", { exact: true });
  const sites = page.getByLabel("Sitios permitidos");
  const save = page.getByRole("button", { name: "Guardar" });
  await name.fill("   ");
  await sites.fill("ftp://tienda.example");
  await save.click();
  await expect(page.getByRole("alert")).toHaveText([/Falta este dato/, /no es la dirección de un sitio/]);
  await name.fill("Tienda Norte");
  await sites.fill("https://tienda.example");
  await save.click();
  await expect(page.getByText("Guardado")).toBeVisible();
  await expect(page.getByRole("button", { name: /Cambiar de proyecto: Tienda Norte/ })).toBeVisible();

  await page.goto(`${house.url}/profile`);
  await name.fill("   ");
  await save.click();
  await expect(page.getByRole("alert")).toHaveText(/Falta este dato/);
});
