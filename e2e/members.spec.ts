// Who works here, and how they come and go: by a link, for good or for a session; what programs may; and who did it all.
import type { Page } from "@playwright/test";
import { lookTwice } from "./axe.js";
import { OWNER, expect, setUp, signIn, test } from "./house.js";

async function openSettings(page: Page, part: string): Promise<void> {
  await page.getByRole("link", { name: "Ajustes" }).click();
  await page.getByRole("link", { name: part }).click();
}

test("an invitation lets one person in, once; declined or with another account it does not", async ({
  house,
  person,
}) => {
  const ana = (await person()).page;
  await setUp(ana, house);
  await openSettings(ana, "Miembros");
  const card = ana.getByRole("region", { name: "Invitar" });
  const email = card.getByLabel("Correo");
  const invite = async (whom: string): Promise<string> => {
    await email.fill(whom);
    await card.getByRole("button", { name: "Invitar", exact: true }).click();
    const box = card.getByRole("group", { name: `Enlace para ${whom}` });
    // Whoever works by ear is taken to what came.
    await expect(box).toBeFocused();
    const link = await box.locator("pre").textContent();
    await box.getByRole("button", { name: "Listo" }).click();
    await expect(box).toHaveCount(0);
    return link ?? "";
  };
  await email.fill("nadie");
  await card.getByRole("button", { name: "Invitar", exact: true }).click();
  await expect(card.getByRole("alert")).toContainText("nombre@");
  await expect(email).toBeFocused();
  const first = await invite("beto@example.com");
  expect(first).toMatch(/\/invite#[\w-]{43}$/);
  await expect(card.getByRole("listitem")).toContainText(["beto@example.com"]);
  await lookTwice(ana, "members");

  // Another one than the invited is told so, and can change.
  await ana.goto(first);
  await expect(ana.getByText(`Es para beto@example.com, y has entrado como ${OWNER.email}.`)).toBeVisible();
  await lookTwice(ana, "invitation for somebody else");

  const beto = (await person()).page;
  await beto.goto(first);
  await expect(beto.getByRole("heading", { name: "Únete a Tienda Sur" })).toBeVisible();
  await expect(beto.getByText("Ana Ruiz te invita como agente")).toBeVisible();
  await expect(beto.getByLabel("Correo")).toHaveValue("beto@example.com");
  await lookTwice(beto, "invitation");
  await beto.getByLabel("Contraseña").fill("corta");
  await beto.getByRole("button", { name: "Unirme" }).click();
  await expect(beto.getByRole("alert")).toHaveCount(2);
  await beto.getByLabel("Tu nombre").fill("Beto Luna");
  await beto.getByLabel("Contraseña").fill("otra clave bien larga");
  await beto.getByRole("button", { name: "Unirme" }).click();
  await expect(beto).toHaveURL(/\/visitors/);
  await beto.goto(`${house.url}/1/settings/tokens`);
  await expect(beto.getByText("Solo lo ven los admins del proyecto.")).toBeVisible();

  // The link is spent, for everybody.
  const late = (await person()).page;
  await late.goto(first);
  await expect(late.getByRole("heading", { name: "Esta invitación ya no vale" })).toBeVisible();
  expect(new URL(late.url()).hash).toBe("");

  await ana.goto(`${house.url}/1/settings/members`);
  await expect(ana.getByRole("region", { name: "Miembros" }).getByRole("listitem")).toHaveCount(2);
  await email.fill("beto@example.com");
  await card.getByRole("button", { name: "Invitar", exact: true }).click();
  await expect(card.getByRole("alert")).toContainText("ya es miembro");
  const second = await invite("carla@example.com");
  await late.goto(`${second}`);
  await late.reload();
  await late.getByRole("button", { name: "Rechazar" }).click();
  await late.getByRole("alertdialog").getByRole("button", { name: "Rechazar" }).click();
  await expect(late.getByRole("heading", { name: "Has rechazado la invitación" })).toBeVisible();
  const dora = `${"dora".repeat(15)}@${"correo".repeat(10)}.example.com`;
  const third = await invite(dora);
  // Whoever has lost the link gets another, and the one before is no longer good.
  await card.getByRole("button", { name: `Nuevo enlace para ${dora}` }).click();
  const box = card.getByRole("group", { name: `Enlace para ${dora}` });
  await expect(box).toBeFocused();
  // However long the address is, nothing goes beyond the card.
  const outer = ana.getByRole("main").locator("> div");
  expect(await outer.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
  const fourth = await box.locator("pre").textContent();
  for (const [link, says] of [
    [third, "Esta invitación ya no vale"],
    [fourth ?? "", "Únete a Tienda Sur"],
  ] as const) {
    await late.goto("about:blank");
    await late.goto(link);
    await expect(late.getByRole("heading", { name: says })).toBeVisible();
  }
  await card.getByRole("button", { name: `Retirar la invitación de ${dora}` }).click();
  await expect(card.getByRole("listitem")).toHaveCount(0);

  // Beto goes by himself.
  await beto.goto(`${house.url}/1/settings/members`);
  await beto.getByRole("button", { name: "Salir del proyecto" }).click();
  await beto.getByRole("alertdialog").getByRole("button", { name: "Salir del proyecto" }).click();
  await expect(beto.getByText(/Todavía no perteneces|no perteneces a ningún proyecto/)).toBeVisible();

  // All of it stands in the log, and comes as a file.
  await ana.getByRole("link", { name: "Actividad" }).click();
  const log = ana.getByRole("list", { name: "Actividad" });
  await expect(log.getByRole("listitem").first()).toContainText("Beto Luna salió del proyecto");
  await expect(log).toContainText("Ana Ruiz invitó a beto@example.com (agente)");
  await expect(log).toContainText("Alguien rechazó la invitación de carla@example.com");
  await lookTwice(ana, "activity");
  await ana.getByLabel("Qué").selectOption({ label: "Ajustes y tokens" });
  await expect(log).not.toContainText("invitó");
  const download = ana.waitForEvent("download");
  await ana.getByRole("link", { name: "CSV" }).click();
  expect((await download).suggestedFilename()).toMatch(/^Actividad - \d{4}-\d\d-\d\d\.csv$/);
});

test("a token is shown once and can be revoked; a password and a session end what is open elsewhere", async ({
  house,
  person,
}) => {
  const ana = (await person()).page;
  await setUp(ana, house);
  await openSettings(ana, "Tokens");
  const card = ana.getByRole("region", { name: "Tokens de API" });
  await card.getByLabel("Para qué es").fill("CRM");
  await card.getByRole("button", { name: "Crear" }).click();
  const token = await card.getByRole("group", { name: "CRM" }).locator("pre").textContent();
  const status = async () => {
    const answer = await fetch(`${house.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: '{ visitors(projectId: "1") { totalCount } }' }),
    });
    const { errors, extensions } = (await answer.json()) as {
      errors?: { extensions: { code: string } }[];
      extensions?: { cost: { limit: number } };
    };
    return errors?.[0]?.extensions.code ?? extensions?.cost.limit;
  };
  expect(await status()).toBe(5000);
  await lookTwice(ana, "tokens");
  await ana.reload();
  await expect(card.getByRole("listitem")).toContainText(["usado hace"]);
  await expect(card).not.toContainText(token ?? "");
  await card.getByRole("button", { name: "Revocar CRM" }).click();
  await ana.getByRole("alertdialog").getByRole("button", { name: "Revocar" }).click();
  await expect(card.getByText("Todavía no hay ninguno.")).toBeVisible();
  expect(await status()).toBe("UNAUTHENTICATED");

  // Two other browsers of hers.
  const [phone, office] = [(await person()).page, (await person()).page];
  for (const page of [phone, office]) await signIn(page, house);
  await ana.goto(`${house.url}/profile`);
  const sessions = ana.getByRole("region", { name: "Dónde has entrado" });
  await expect(sessions.getByRole("listitem")).toHaveCount(3);
  await expect(sessions.getByRole("listitem").first()).toContainText("Esta");
  await lookTwice(ana, "profile");
  await sessions
    .getByRole("button", { name: /^Cerrar la sesión/ })
    .first()
    .click();
  await expect(sessions.getByRole("listitem")).toHaveCount(2);
  // Whichever it was: one of the two is out, by its socket, without anybody touching it.
  const isOut = (page: Page) => new URL(page.url()).pathname === "/sign-in";
  await expect.poll(() => [phone, office].filter(isOut).length).toBe(1);

  const password = ana.getByRole("region", { name: "Contraseña" });
  await password.getByLabel("Contraseña actual").fill("no es esta");
  await password.getByLabel("Contraseña nueva").fill("una clave nueva y larga");
  await password.getByRole("button", { name: "Cambiar contraseña" }).click();
  await expect(password.getByRole("alert")).toHaveText("Esa no es tu contraseña actual.");
  await password.getByLabel("Contraseña actual").fill(OWNER.password);
  await password.getByRole("button", { name: "Cambiar contraseña" }).click();
  await expect(password.getByText("Cambiada. Tus demás sesiones se han cerrado.")).toBeVisible();
  await expect(sessions.getByRole("listitem")).toHaveCount(1);
  await expect.poll(() => [phone, office].filter(isOut).length).toBe(2);
});
