// Two agents at the same visitor: they see one another before they collide, and a collision loses nothing.
import { OWNER, expect, openConversation, setUp, signIn, test, visitorWrites } from "./house.js";

test("who looks at a conversation and who writes in it is seen by the others, and by nobody else", async ({
  house,
  person,
}) => {
  const ana = (await person()).page;
  await setUp(ana, house);
  house.addColleague("Beto Luna", "beto@example.com");
  const chat = await visitorWrites((await person()).page, house, "¿Hay alguien?");
  await openConversation(ana);
  const beto = (await person()).page;
  await signIn(beto, house, "beto@example.com");
  const betoReplies = await openConversation(beto);

  const company = ana.getByRole("status").filter({ hasText: "Beto" });
  await expect(company).toContainText("Beto Luna está viendo la conversación");
  await expect(beto.getByRole("status").filter({ hasText: OWNER.name })).toContainText("está viendo");
  await expect(beto.getByText("Beto Luna está")).toHaveCount(0);

  await betoReplies.fill("Un mom");
  await expect(company).toContainText("Beto Luna está escribiendo…");
  // The visitor writes too: each is told apart, and each ends by itself.
  await chat.getByRole("textbox", { name: "Mensaje" }).fill("Por fav");
  await expect(ana.getByText("Visitante #1 está escribiendo…")).toBeVisible();
  await expect(company).toContainText("Beto Luna está escribiendo…");
  await betoReplies.fill("");
  await expect(company).toContainText("Beto Luna está viendo la conversación");
  await expect(ana.getByText("Visitante #1 está escribiendo…")).toBeVisible();

  // Another tab of the panel is not the conversation.
  await beto.getByRole("tab", { name: "Info" }).click();
  await expect(company).toHaveCount(0);
  await beto.getByRole("tab", { name: "Conversación" }).click();
  await expect(company).toContainText("Beto Luna está viendo");
  await beto.close();
  await expect(company).toHaveCount(0, { timeout: 17_000 });
});

test("two agents answer at once, one of them offline: the later one decides, and keeps every word", async ({
  house,
  person,
}) => {
  const { page: ana, context } = await person();
  await setUp(ana, house);
  house.addColleague("Beto Luna", "beto@example.com");
  const chat = await visitorWrites((await person()).page, house, "¿Cuánto cuesta el envío?");
  const anaReplies = await openConversation(ana);
  const beto = (await person()).page;
  await signIn(beto, house, "beto@example.com");
  const betoReplies = await openConversation(beto);

  await context.setOffline(true);
  await anaReplies.fill("El envío cuesta 8.000.");
  await anaReplies.press("Enter");
  await anaReplies.fill("Y llega en dos días.");
  await anaReplies.press("Enter");
  await expect(ana.getByText("El envío cuesta 8.000.")).toBeVisible();
  await betoReplies.fill("¡Hola! Es gratis desde 50.000.");
  await betoReplies.press("Enter");
  await expect(chat.getByRole("log").getByText("Es gratis desde 50.000.")).toBeVisible();
  await context.setOffline(false);

  const alert = ana.getByRole("alert").filter({ hasText: "no se ha enviado" });
  await expect(alert).toContainText(/Beto Luna respondió hace \d+ s\. Tu mensaje no se ha enviado\./, {
    timeout: 30_000,
  });
  await expect(alert).toContainText("¡Hola! Es gratis desde 50.000.");
  await expect(ana.getByRole("log").getByText("Es gratis desde 50.000.").first()).toBeVisible();
  await expect(ana.getByText("Espera al mensaje de arriba")).toBeVisible();
  await expect(chat.getByRole("log").getByText("El envío cuesta 8.000.")).toHaveCount(0);

  // Still there after a reload. Back into the box, where it is changed and sent; what waited behind it goes too.
  await ana.reload();
  await expect(alert).toBeVisible();
  await anaReplies.fill("Perdón:");
  await alert.getByRole("button", { name: "Editar" }).click();
  await expect(anaReplies).toHaveValue("Perdón:\nEl envío cuesta 8.000.");
  await expect(alert).toContainText("Beto Luna respondió");
  await alert.getByRole("button", { name: "Enviar de todos modos" }).click();
  await expect(chat.getByRole("log").getByText("Y llega en dos días.")).toHaveCount(1);
  await expect(alert).toHaveCount(0);
  await anaReplies.press("Enter");
  await expect(chat.getByRole("log").getByText("El envío cuesta 8.000.")).toHaveCount(1);
});

test("two agents change a status at once: the later one is told what it is now, and decides", async ({
  house,
  person,
}) => {
  const { page: ana, context } = await person();
  await setUp(ana, house);
  house.addColleague("Beto Luna", "beto@example.com");
  await visitorWrites((await person()).page, house, "¿Tienen helechos?");
  await openConversation(ana);
  const beto = (await person()).page;
  await signIn(beto, house, "beto@example.com");
  await openConversation(beto);

  // Ana's answer is held on its way: she decides on what she saw.
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await context.route("**/graphql", async (route) => {
    if (route.request().postData()?.includes("setVisitorStatus")) await held;
    await route.continue();
  });
  const choose = async (page: typeof ana, name: string) => {
    await page
      .getByRole("complementary")
      .getByRole("button", { name: /^Estado/ })
      .click();
    await page.getByRole("menuitemradio", { name }).click();
  };
  await choose(ana, "Cerrado");
  await choose(beto, "Cliente");
  await expect(beto.getByRole("tab", { name: "Clientes 1" })).toBeVisible();
  release();
  const news = ana.getByRole("status").filter({ hasText: "Alguien acaba de cambiar el estado a Cliente." });
  await expect(news).toBeVisible();
  await expect(ana.getByRole("complementary").getByRole("button", { name: "Estado: Cliente" })).toBeVisible();
  await news.getByRole("button", { name: "Cambiar a Cerrado" }).click();
  await expect(beto.getByRole("tab", { name: "Cerrados 1" })).toBeVisible();
});
