// The settings say what is wrong with what was typed, and "saved" only of what was saved.
import type { Page } from "@playwright/test";
import { lookTwice } from "./axe.js";
import { expect, setUp, signIn, test, visitorWrites } from "./house.js";

test("neither a project nor an agent can go without a name, nor a site without an address", async ({
  house,
  person,
}) => {
  const { page } = await person();
  await setUp(page, house);
  await page.getByRole("link", { name: "Ajustes" }).click();
  const general = page.getByRole("region", { name: "General" });
  const name = page.getByLabel("Nombre", { exact: true });
  const sites = page.getByLabel("Sitios permitidos");
  const save = general.getByRole("button", { name: "Guardar" });
  await expect(save).toBeDisabled();
  await name.fill("   ");
  await sites.fill("ftp://tienda.example");
  await save.click();
  await expect(page.getByRole("alert")).toHaveText([/Falta este dato/, /no es la dirección de un sitio/]);
  await name.fill("Tienda Norte");
  await sites.fill("https://tienda.example");
  await save.click();
  await expect(general.getByText("Guardado")).toBeVisible();
  await expect(page.getByRole("button", { name: /Cambiar de proyecto: Tienda Norte/ })).toBeVisible();

  // However long the name is, nothing goes beyond a phone's edge.
  await name.fill("Supercalifragilísticoespialidoso y hermanos, ultramarinos y coloniales desde 1898");
  await save.click();
  await expect(general.getByText("Guardado")).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("button", { name: /Cambiar de proyecto/ }).click();
  await expect(page.getByRole("menuitem", { name: /^Supercali/ })).toBeInViewport({ ratio: 1 });
  await page.keyboard.press("Escape");
  await page.setViewportSize({ width: 1440, height: 900 });

  // What is written and not saved is not lost by a click.
  await name.fill("Tienda Este");
  await page.getByRole("link", { name: "Miembros" }).click();
  const question = page.getByRole("alertdialog", { name: "¿Salir sin guardar?" });
  await question.getByRole("button", { name: "Seguir aquí" }).click();
  await expect(name).toHaveValue("Tienda Este");
  await page.getByRole("link", { name: "Miembros" }).click();
  await question.getByRole("button", { name: "Salir", exact: true }).click();
  await expect(page).toHaveURL(/\/settings\/members$/);

  await page.goto(`${house.url}/profile`);
  await name.fill("   ");
  await page.getByRole("button", { name: "Guardar" }).click();
  await expect(page.getByRole("alert")).toHaveText(/Falta este dato/);
});

test("the chat has the project's greeting and colour, also before anybody opens it", async ({
  house,
  person,
}) => {
  const { page } = await person();
  await setUp(page, house);
  await page.getByRole("link", { name: "Ajustes" }).click();
  const chat = page.getByRole("region", { name: "Chat" });
  await chat.getByLabel("Saludo").fill("Hola. Somos Tienda Sur.");
  await chat.getByLabel("Código").fill("rojo");
  await chat.getByRole("button", { name: "Guardar" }).click();
  await expect(chat.getByRole("alert")).toContainText("seis cifras o letras");
  // A colour on which nothing could be read is darkened, and it is said so.
  await chat.getByLabel("Código").fill("#7b7b7b");
  await expect(chat.getByText(/El chat oscurece un poco este color/)).toBeVisible();
  await chat.getByRole("radio", { name: "Frambuesa" }).check();
  await expect(chat.getByLabel("Código")).toHaveValue("#b4235a");
  await expect(chat.getByRole("figure").getByText("Hola. Somos Tienda Sur.")).toBeVisible();
  await chat.getByRole("button", { name: "Guardar" }).click();
  await expect(chat.getByText("Guardado")).toBeVisible();

  const shop = (await person()).page;
  await shop.goto(`${house.url}/demo`);
  const button = shop.getByRole("button", { name: "Abrir el chat" });
  const raspberry = "rgb(180, 35, 90)";
  // From the first moment it is there.
  await expect(button).toBeVisible();
  expect(await button.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe(raspberry);
  await button.click();
  const log = shop.getByRole("dialog", { name: "Tienda Sur" }).getByRole("log");
  await expect(log.locator("p").first()).toHaveText("Hola. Somos Tienda Sur.");
  await expect(log).toContainText("¿En qué te ayudamos?");
});

test("language and time zone take effect as they are chosen, and what a browser remembers as well", async ({
  house,
  person,
}) => {
  const { page } = await person();
  await setUp(page, house);
  await visitorWrites((await person()).page, house, "Buenas tardes");
  const row = page.getByRole("row").filter({ hasText: "Visitante #1" });
  await expect(row).toBeVisible();
  await page.goto(`${house.url}/profile`);

  await page.getByLabel("Zona horaria").click();
  await page.keyboard.type("tokio japon");
  await expect(page.getByText("Ninguna zona horaria se llama así.")).toBeVisible();
  await page.getByLabel("Zona horaria").fill("japón");
  await page.getByRole("option", { name: /Tokyo/ }).click();
  const tokyo = () =>
    page.evaluate(() =>
      new Intl.DateTimeFormat("es", { timeZone: "Asia/Tokyo", hour: "numeric", minute: "2-digit" }).format(),
    );
  // The screen's clock moves every 15 s.
  const told = async () => (await page.getByText(/^Allí son las/).textContent())?.includes(await tokyo());
  await expect.poll(told, { timeout: 20_000 }).toBe(true);
  await page.getByLabel("Idioma", { exact: true }).selectOption("en");
  await expect(page.getByRole("heading", { name: "Profile" })).toBeVisible();
  await expect(page).toHaveTitle(/Profile · Atalaya$/);
  await expect(page.getByText(/^It is .* there now\./)).toBeVisible();

  await page.getByRole("radio", { name: "Dark" }).check();
  await page.getByRole("radio", { name: "Compact" }).check();
  await page.getByRole("switch", { name: "Single-key shortcuts" }).click();
  await page.getByRole("switch", { name: "Play sounds" }).click();
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page.getByRole("radio", { name: "Compact" })).toBeChecked();
  await expect(page.getByRole("switch", { name: "Single-key shortcuts" })).not.toBeChecked();
  await expect(page.getByRole("switch", { name: "Play sounds" })).not.toBeChecked();
  await expect(page.getByLabel("Time zone")).toHaveValue(/Tokyo/);

  // Everywhere else too, and in another browser of the same agent.
  await page.getByRole("link", { name: "Visitors" }).click();
  await expect(
    page.getByRole("row").filter({ hasText: "Visitor #1" }).locator("[title*='Asia/Tokyo']"),
  ).toHaveCount(1);
  const elsewhere = (await person({ locale: "es-CO" })).page;
  await signIn(elsewhere, house);
  await expect(elsewhere.getByRole("heading", { name: "Visitors" })).toBeVisible();
});

test("outside office hours whoever asks for a person is told so, and waits all the same", async ({
  house,
  person,
}) => {
  const ana = (await person()).page;
  await setUp(ana, house);
  house.addColleague("Beto Luna", "beto@example.com");
  await ana.getByRole("link", { name: "Ajustes" }).click();
  await ana.getByRole("link", { name: "Horario" }).click();
  await ana.getByRole("radio", { name: "Con horario" }).check();
  await expect(ana.getByRole("checkbox", { checked: true })).toHaveCount(5);
  // A lunch break that cannot be, mended, for all days that are open.
  await ana.getByRole("button", { name: "Otro tramo el lunes" }).click();
  await expect(ana.getByLabel("lunes, desde").nth(1)).toBeFocused();
  await ana.getByLabel("lunes, desde").nth(1).fill("15:00");
  await ana.getByRole("button", { name: "Guardar" }).click();
  await expect(ana.getByText("Dos tramos de este día se solapan.")).toBeVisible();
  await lookTwice(ana, "office hours");
  await ana.getByLabel("lunes, hasta").first().fill("13:30");
  await ana.getByLabel("lunes, hasta").nth(1).fill("00:00");
  await expect(ana.getByText("Dos tramos de este día se solapan.")).toHaveCount(0);
  await ana.getByRole("button", { name: "Usar este horario del lunes en todos los días abiertos" }).click();
  await ana.getByLabel("Qué se dice fuera del horario").fill("No estamos; volvemos mañana.");
  await ana.getByRole("button", { name: "Guardar" }).click();
  await expect(ana.getByText("Guardado")).toBeVisible();
  await ana.reload();
  await expect(ana.getByLabel("viernes, hasta").first()).toHaveValue("13:30");
  await expect(ana.getByLabel("viernes, hasta").nth(1)).toHaveValue("00:00");
  await expect(ana.getByRole("button", { name: "Guardar" })).toBeDisabled();

  // A manager sees when, and changes nothing.
  const beto = (await person()).page;
  await signIn(beto, house, "beto@example.com");
  await beto.goto(`${house.url}/1/settings/hours`);
  await expect(beto.getByLabel("lunes, desde").first()).toBeDisabled();
  await expect(beto.getByRole("button", { name: "Guardar" })).toHaveCount(0);

  // Whatever day it is: today nobody is there.
  for (const day of await ana.getByRole("checkbox").all()) await day.uncheck();
  await expect(ana.getByText("Ningún día está abierto")).toBeVisible();
  await ana.getByRole("button", { name: "Guardar" }).click();
  await expect(ana.getByText("Guardado")).toBeVisible();
  const visitor = (await person()).page;
  await visitor.goto(`${house.url}/demo`);
  await visitor.getByRole("button", { name: "Abrir el chat" }).click();
  const chat = visitor.getByRole("dialog");
  await chat.getByRole("button", { name: /persona/ }).click();
  await expect(chat.getByRole("log").getByText("No estamos; volvemos mañana.")).toBeVisible();
  await expect(ana.getByRole("link", { name: /Esperan respuesta/ })).toContainText("1");
});

test("an admin decides who works in the project, and one is always left", async ({ house, person }) => {
  const ana = (await person()).page;
  await setUp(ana, house);
  house.addColleague("Beto Luna", "beto@example.com");
  const beto = (await person()).page;
  await signIn(beto, house, "beto@example.com");
  await beto.getByRole("link", { name: "Ajustes" }).click();
  await expect(beto.getByLabel("Nombre", { exact: true })).toHaveAttribute("readonly");
  await beto.getByRole("link", { name: "Miembros" }).click();
  const list = (page: Page) => page.getByRole("region", { name: "Miembros" }).getByRole("listitem");
  await expect(list(beto)).toHaveCount(2);
  const roles = beto.getByRole("combobox", { name: /^Rol de / });
  await expect(roles).toHaveCount(0);

  await ana.getByRole("link", { name: "Ajustes" }).click();
  await ana.getByRole("link", { name: "Miembros" }).click();
  const mine = ana.getByLabel("Rol de Ana Ruiz");
  const theirs = ana.getByLabel("Rol de Beto Luna");
  // Nobody locks themselves out by accident, and the last one not at all.
  await mine.selectOption("MANAGER");
  const question = ana.getByRole("alertdialog");
  await question.getByRole("button", { name: "Cancelar" }).click();
  await expect(mine).toHaveValue("ADMIN");
  await mine.selectOption("MANAGER");
  await question.getByRole("button", { name: "Pasar a agente" }).click();
  await expect(ana.getByRole("alert")).toContainText("El proyecto necesita un admin");
  await expect(mine).toHaveValue("ADMIN");

  await theirs.selectOption("ADMIN");
  await expect(theirs).toHaveValue("ADMIN");
  await expect(ana.getByRole("alert")).toHaveCount(0);
  // Without a reload: the stream that stands on the role begins anew.
  await expect(roles).toHaveCount(2);
  await theirs.selectOption("MANAGER");
  await expect(theirs).toHaveValue("MANAGER");
  await expect(roles).toHaveCount(0);

  // Who is removed is out at once, whatever is on the screen.
  await beto.goto(`${house.url}/1/visitors`);
  await expect(beto.getByRole("heading", { name: "Visitantes" })).toBeVisible();
  await ana.getByRole("button", { name: "Quitar a Beto Luna" }).click();
  await question.getByRole("button", { name: "Quitar" }).click();
  await expect(list(ana)).toHaveCount(1);
  await expect(beto.getByRole("heading", { name: "Visitantes" })).toHaveCount(0);
});
