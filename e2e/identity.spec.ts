// A site vouches for its users: an admin makes a secret, the site's server signs, the agent sees who it is, and nobody else gets
// in where that is asked for.
import { signToken } from "../server/test/identity.js";
import { lookTwice } from "./axe.js";
import { holdNext } from "./hold.js";
import { signIn } from "./house.js";
import { type Site, expect, launcher, openChat, test, write } from "./site.js";

const MARTA = { sub: "u-1024", name: "Marta Ibáñez", email: "marta@tienda.example" };
const LUIS = { sub: "u-7", name: "Luis Ortega" };

/** What the site's server would write into the page of whoever is signed in. */
const token = (secret: string, user: object) =>
  signToken(secret, { ...user, exp: Math.floor(Date.now() / 1000) + 3_600 });

function pageOf(site: Site, path: string, identity?: string): void {
  site.page(path, { snippet: `<script>${site.snippet({ identity })}</script>${site.script}` });
}

test("who has signed in to the site is verified, live; another person gets a chat of their own; others are refused where it is required", async ({
  site,
  person,
}) => {
  test.setTimeout(180_000);
  const agent = (await person()).page;
  await signIn(agent, site.house);
  await agent.getByRole("link", { name: "Ajustes" }).click();
  await agent.getByRole("link", { name: "Identidad" }).click();
  await expect(agent).toHaveURL(/\/settings\/identity$/);
  const modes = agent.getByRole("radiogroup", { name: "Quién puede chatear" });
  await expect(modes.getByRole("radio", { name: "Obligatoria" })).toBeDisabled();
  await expect(agent.getByText("Crea antes una clave: tu sitio firma con ella.")).toBeVisible();
  const secrets = agent.getByRole("region", { name: "Claves" });
  await secrets.getByRole("button", { name: "Crear clave" }).click();
  const fresh = secrets.getByRole("group", { name: "Clave nueva" });
  await expect(fresh).toBeFocused();
  const secret = (await fresh.locator("pre").textContent()) ?? "";
  await fresh.getByRole("button", { name: "Listo" }).click();
  await expect(fresh).toHaveCount(0);
  // By the keyboard, as any radio buttons.
  await modes.getByRole("radio", { name: "Desactivada" }).focus();
  await agent.keyboard.press("ArrowDown");
  await expect(modes.getByRole("radio", { name: "Opcional" })).toBeChecked();
  // Until it is known what holds nothing is said to hold; what cannot be had is said in its card, and asked for again.
  const { held } = await holdNext(agent, "Identity");
  await agent.reload();
  const route = await held;
  await expect(modes.getByRole("radio", { name: "Desactivada" })).toBeDisabled();
  await expect(modes.getByRole("radio", { checked: true })).toHaveCount(0);
  await expect(secrets.getByRole("list")).toHaveAttribute("aria-busy", "true");
  await route.fulfill({ json: { errors: [{ message: "no", extensions: { code: "INTERNAL" } }] } });
  await expect(secrets).toHaveCount(0);
  const card = agent.getByRole("region", { name: "Identidad" });
  await expect(card.getByRole("alert")).toContainText("Algo falló en el servidor.");
  await card.getByRole("button", { name: "Reintentar" }).click();
  await expect(modes.getByRole("radio", { name: "Opcional" })).toBeChecked();
  await expect(agent.getByText(secret)).toHaveCount(0);

  // Somebody writes, then signs in while the chat is open: the agent's list learns who it is.
  await agent.getByRole("link", { name: "Visitantes" }).click();
  pageOf(site, "/");
  const browser = await person();
  await browser.page.goto(site.url);
  const chat = await openChat(browser.page);
  await write(chat, "¿Dónde está mi pedido?");
  const row = agent.getByRole("row").filter({ hasText: "Visitante #1" });
  await expect(row).toBeVisible();
  await expect(row.getByText("Verificado")).toHaveCount(0);
  await browser.page.evaluate((identity) => window.atalaya.widget.identify(identity), token(secret, MARTA));
  const marta = agent.getByRole("row").filter({ hasText: "Marta Ibáñez" });
  await expect(marta.getByText("Verificado")).toBeAttached();
  await expect(marta).toContainText("marta@tienda.example");
  await expect(chat.getByRole("log").getByText("¿Dónde está mi pedido?")).toBeVisible();

  await marta.click();
  const panel = agent.getByRole("complementary", { name: "Visitante" });
  await expect(panel.getByRole("heading", { name: "Marta Ibáñez" })).toBeVisible();
  await expect(panel.getByText("Verificado", { exact: true }).first()).toBeVisible();
  await panel.getByRole("tab", { name: "Info" }).click();
  const facts = panel.getByRole("region", { name: "Verificado por tu sitio" });
  await expect(facts).toContainText("u-1024");
  await expect(facts.getByRole("button", { name: "Copiar: ID externo" })).toBeAttached();
  await expect(panel.getByRole("region", { name: "Escrito por el visitante" })).not.toContainText("marta@");
  await lookTwice(agent, "panel of somebody verified");
  await facts.getByRole("link", { name: "Buscar otras visitas de esta persona" }).click();
  await expect(agent).toHaveURL(/q=u-1024/);
  await expect(marta).toHaveCount(1);

  // The next person in the same browser sees nothing of hers, not even a count on the button.
  await site.say("Ya ha salido, Marta");
  await expect(chat.getByRole("log").getByText("Ya ha salido, Marta")).toBeVisible();
  pageOf(site, "/", token(secret, LUIS));
  await browser.page.goto(site.url);
  await expect(launcher(browser.page)).toHaveAccessibleName("Abrir el chat");
  const luis = await openChat(browser.page);
  // What the site says is not asked again, nor put over what was typed; what it says later comes into what is empty.
  await luis.getByRole("button", { name: "Quiero comprar" }).click();
  const contact = luis.getByRole("form", { name: "Contacto" });
  await expect(contact.getByLabel("Nombre")).toHaveValue(LUIS.name);
  await expect(contact.getByLabel("Correo")).toHaveValue("");
  await contact.getByLabel("Nombre").fill("Lucho");
  await browser.page.evaluate(
    (identity) => window.atalaya.widget.identify(identity),
    token(secret, { ...LUIS, email: "luis@tienda.example" }),
  );
  await expect(contact.getByLabel("Correo")).toHaveValue("luis@tienda.example");
  await expect(contact.getByLabel("Nombre")).toHaveValue("Lucho");
  await write(luis, "Soy Luis");
  await expect(luis.getByRole("log").getByText("Soy Luis")).toBeVisible();
  await expect(luis.getByText(/pedido|Marta/)).toHaveCount(0);
  expect(await site.visitors("verified { externalId }")).toMatchObject([
    { verified: { externalId: LUIS.sub } },
    { verified: { externalId: MARTA.sub } },
  ]);

  // Required from now on: who is not signed in is told so, in its language, on what is open too.
  pageOf(site, "/en");
  const stranger = (await person({ locale: "en-GB" })).page;
  await stranger.goto(`${site.url}/en`);
  await stranger.evaluate(() => window.atalaya.widget.setConfig({ locale: "en" }));
  const theirs = await openChat(stranger);
  const box = theirs.getByRole("textbox", { name: "Message" });
  await box.fill("Hello?");
  await agent.goto(`${site.house.url}/${site.project}/settings/identity`);
  await modes.getByRole("radio", { name: "Obligatoria" }).check();
  const question = agent.getByRole("alertdialog");
  await question.getByRole("button", { name: "Cancelar" }).click();
  await expect(modes.getByRole("radio", { name: "Opcional" })).toBeChecked();
  await modes.getByRole("radio", { name: "Obligatoria" }).check();
  await question.getByRole("button", { name: "Exigirla" }).click();
  const told = theirs.getByRole("log").getByText("Sign in to this site to chat with us.");
  await expect(told).toBeVisible();
  await expect(box).toBeHidden();
  pageOf(site, "/es");
  const newcomer = (await person()).page;
  await newcomer.goto(`${site.url}/es`);
  await launcher(newcomer).click();
  await expect(
    newcomer.getByRole("log").getByText("Inicia sesión en este sitio para chatear con nosotros."),
  ).toBeVisible();
  // Who is signed in goes on, and who signs in now goes on where it was.
  await write(luis, "Sigo aquí");
  await expect.poll(async () => (await site.visitors("conversation { lastSeq }")).length).toBe(3);
  await stranger.evaluate(
    (identity) => window.atalaya.widget.identify(identity),
    token(secret, { sub: "u-9" }),
  );
  await expect(told).toBeHidden();
  await write(theirs, "Hello?");
  await expect(theirs.getByRole("log").getByText("Hello?")).toBeVisible();

  // In English, on a phone: the only secret ends, and everybody may chat again.
  await site.ask('mutation { updateMe(locale: "en") { id } }');
  await agent.setViewportSize({ width: 390, height: 844 });
  await agent.reload();
  const english = agent.getByRole("region", { name: "Secrets" });
  await expect(english.getByText(/used .* ago/)).toBeVisible();
  expect(await agent.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await english.getByRole("button", { name: /^End secret/ }).click();
  await expect(agent.getByRole("alertdialog")).toContainText("It is the only one");
  await agent.getByRole("alertdialog").getByRole("button", { name: "End" }).click();
  await expect(agent.getByRole("radio", { name: "Off" })).toBeChecked();
  await expect(english).toContainText("There is none yet.");
  await newcomer.reload();
  await openChat(newcomer);
});
