// Who works here, what programs may, what is kept: each as a whole task by the keyboard alone, and the focus is never lost.
import type { Locator, Page } from "@playwright/test";
import { expect, setUp, test, visitorWrites } from "./house.js";

/** Goes there by Tab (or back by Shift and Tab): what cannot be reached so cannot be reached. */
async function tabTo(page: Page, target: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press(key);
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`${String(target)} is not to be reached by ${key}`);
}

test("members, tokens, blocks and what is erased are for whoever has a keyboard alone", async ({
  house,
  person,
}) => {
  const { page } = await person();
  await setUp(page, house);
  await visitorWrites((await person()).page, house, "Buenas tardes");
  const press = (...keys: string[]) =>
    keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
  const enter = async (link: string) => {
    await tabTo(page, page.getByRole("link", { name: link, exact: true }));
    await press("Enter");
  };
  await enter("Ajustes");
  await enter("Miembros");

  // Two are invited, one as an administrator; both links are taken back.
  const invitations = page.getByRole("region", { name: "Invitar" });
  const email = invitations.getByRole("textbox", { name: "Correo" });
  await tabTo(page, email);
  await page.keyboard.type("beto@example.com");
  await press("Enter");
  const secret = (name: string) => page.getByRole("group", { name, exact: true });
  await expect(secret("Enlace para beto@example.com")).toBeFocused();
  await tabTo(page, page.getByRole("button", { name: "Listo" }));
  await press("Enter");
  await expect(email).toBeFocused();
  await page.keyboard.type("carla@example.com");
  await tabTo(page, invitations.getByLabel("Rol"));
  await page.keyboard.type("Adm");
  await tabTo(page, invitations.getByRole("button", { name: "Invitar", exact: true }));
  await press("Enter");
  await expect(secret("Enlace para carla@example.com")).toBeFocused();
  await expect(invitations.getByRole("listitem").first()).toContainText("Admin · invita Ana Ruiz");
  const takeBack = (whom: string) =>
    invitations.getByRole("button", { name: `Retirar la invitación de ${whom}` });
  await tabTo(page, takeBack("carla@example.com"));
  await press("Enter");
  await expect(takeBack("beto@example.com")).toBeFocused();
  await press("Enter");
  await expect(email).toBeFocused();
  // The last administrator stays, and is told why.
  const members = page.getByRole("region", { name: "Miembros" });
  await tabTo(page, members.getByRole("button", { name: "Salir del proyecto" }), "Shift+Tab");
  await press("Enter");
  const question = page.getByRole("alertdialog");
  await expect(question.getByRole("button", { name: "Cancelar" })).toBeFocused();
  await press("Tab", "Enter");
  await expect(members.getByRole("alert")).toContainText("necesita un admin");
  await expect(members.getByRole("button", { name: "Salir del proyecto" })).toBeFocused();

  // A token is made, and revoked once it has been thought over.
  await tabTo(page, page.getByRole("link", { name: "Tokens", exact: true }), "Shift+Tab");
  await press("Enter");
  const tokens = page.getByRole("region", { name: "Tokens de API" });
  await tabTo(page, tokens.getByLabel("Para qué es"));
  await press("Enter");
  await expect(tokens.getByRole("alert")).toHaveText("Falta este dato.");
  await page.keyboard.type("CRM");
  await press("Enter");
  await expect(secret("CRM")).toBeFocused();
  const revoke = tokens.getByRole("button", { name: "Revocar CRM" });
  await tabTo(page, revoke);
  await press("Enter");
  await expect(question).toBeVisible();
  await press("Escape");
  await expect(revoke).toBeFocused();
  await press("Enter", "Tab", "Enter");
  await expect(tokens.getByText("Todavía no hay ninguno.")).toBeVisible();
  await expect(tokens.getByLabel("Para qué es")).toBeFocused();

  // An address is blocked, and let in again.
  await enter("Privacidad");
  const blocked = page.getByRole("region", { name: "Bloqueados" });
  const address = blocked.getByLabel("Dirección que bloquear");
  await tabTo(page, address);
  await press("Enter");
  await expect(blocked.getByRole("alert")).toHaveText("Falta este dato.");
  await page.keyboard.type("127.0.0.1");
  await press("Enter");
  await expect(blocked.getByRole("alert")).toContainText("una dirección pública");
  await expect(address).toBeFocused();
  await press("Control+a");
  await page.keyboard.type("203.0.113.7");
  await tabTo(page, blocked.getByRole("radio", { name: "1 día" }));
  await press("ArrowRight", "Enter");
  await expect(blocked.getByRole("listitem")).toContainText([/203\.0\.113\.7\s*hasta el/]);
  await tabTo(page, blocked.getByRole("button", { name: "Desbloquear 203.0.113.7" }), "Shift+Tab");
  await press("Enter");
  await expect(blocked.getByText("No hay nadie bloqueado.")).toBeVisible();
  await expect(address).toBeFocused();

  // And everybody is erased, after the number has been seen.
  const erase = page.getByRole("region", { name: "Borrar visitantes" });
  await tabTo(page, erase.getByRole("button", { name: "Contar" }));
  await press("Enter");
  await tabTo(page, erase.getByRole("button", { name: "Borrar 1 visitante" }));
  await press("Enter");
  await expect(question).toContainText("No se puede deshacer.");
  await press("Tab", "Enter");
  await expect(erase.getByText("Se borró 1 visitante.")).toBeVisible();
});

test("the log is read by days, goes on below, and begins anew with another filter", async ({
  house,
  person,
}) => {
  const { page } = await person();
  await setUp(page, house);
  // As programs would be let in and shut out: two entries each.
  await page.evaluate(async () => {
    const ask = async (query: string) => {
      const answer = await fetch("/graphql", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query }),
      });
      return (await answer.json()) as { data: { createApiToken: { id: string } } };
    };
    for (let n = 1; n <= 16; n++) {
      const { data } = await ask(
        `mutation { createApiToken(projectId: 1, name: "T${n}", role: MANAGER) { id } }`,
      );
      await ask(`mutation { revokeApiToken(id: ${data.createApiToken.id}) }`);
    }
  });
  await page.goto(`${house.url}/1/settings/activity`);
  const log = page.getByRole("list", { name: "Actividad" });
  await expect(log.getByRole("listitem")).toHaveCount(25);
  await expect(log.getByRole("heading")).toHaveText([/^Hoy, /]);
  const older = page.getByRole("button", { name: "Ver anteriores" });
  await older.press("Enter");
  await expect(log.getByRole("listitem")).toHaveCount(33);
  const all = await log.getByRole("listitem").allTextContents();
  expect(new Set(all.map((text) => /T\d+/.exec(text)?.[0]).filter(Boolean)).size).toBe(16);
  // The button is gone, and who pressed it is at the first of what came.
  await expect(older).toHaveCount(0);
  await expect(log.getByRole("listitem").nth(25)).toBeFocused();
  await page.getByLabel("Qué").selectOption({ label: "Miembros" });
  await expect(log).toContainText("Nada de eso.");
  await page.getByLabel("Qué").selectOption({ label: "Ajustes y tokens" });
  await expect(log.getByRole("listitem")).toHaveCount(25);
});
