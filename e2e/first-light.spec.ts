// The story that the product exists for: a person writes on a web page, and an agent sees it, live, and answers.
import { OWNER, expect, setUp, signIn, test } from "./house.js";

test("from the first visitor to an answered customer, without a reload anywhere", async ({
  house,
  person,
}) => {
  const ana = (await person()).page;
  // Whoever comes to the shop first is told what is missing, in their language.
  const early = (await person({ locale: "en-GB" })).page;
  await early.goto(`${house.url}/demo`);
  await expect(early.getByRole("heading", { name: "There is no chat to try yet" })).toBeVisible();
  await early.getByRole("button", { name: "Español" }).click();
  await expect(early.getByText(/abre el enlace de un solo uso/)).toBeVisible();
  await setUp(ana, house);
  await early.getByRole("link", { name: "Ya está preparada" }).click();
  await expect(early.getByRole("button", { name: "Abrir el chat" })).toBeVisible();
  await early.goto(`${house.url}/demo?key=pk_of_nobody`);
  await expect(early.getByRole("heading", { name: "Ese chat no existe" })).toBeVisible();
  await expect(ana.getByRole("heading", { name: "Esperando al primer visitante" })).toBeVisible();

  // The site's visitor, in a second browser, comes with a parameter in the address and from another page.
  const visitor = (await person()).page;
  await visitor.goto(`${house.url}/demo?utm_source=boletin`, { referer: "https://buscador.example/" });
  await visitor.getByRole("button", { name: "Abrir el chat" }).click();
  const chat = visitor.getByRole("dialog");
  await expect(chat.getByRole("log").getByText("¿En qué te ayudamos?")).toBeVisible();

  // The agent's list shows the visitor by number.
  const rows = ana.getByRole("row");
  await expect(rows.filter({ hasText: "Visitante #1" })).toBeVisible();
  const tab = (name: string) => ana.getByRole("tab", { name });
  await expect(tab("Nuevos 1")).toBeVisible();

  // Option, form: the row gets its name, its status and its waiting mark.
  await chat.getByRole("button", { name: "Quiero comprar" }).click();
  await chat.getByLabel("Nombre").fill("María Gómez");
  await chat.getByLabel("Correo").fill("maria@correo.example");
  await chat.getByLabel(/Teléfono/).fill("+57 310 555 0199");
  await chat.getByRole("button", { name: "Enviar datos" }).click();
  const row = rows.filter({ hasText: "María Gómez" });
  await expect(row).toContainText("maria@correo.example");
  await expect(row).toContainText("Prospecto");
  await expect(row).toContainText("espera");
  await expect(row).toContainText("Colombia");
  await expect(tab("Nuevos 0")).toBeVisible();
  await expect(tab("Prospectos 1")).toBeVisible();
  await expect(ana).toHaveTitle(/^\(1\)/);

  await chat.getByRole("textbox", { name: "Mensaje" }).fill("¿Tienen envío a Cali?");
  await visitor.keyboard.press("Enter");

  // The panel: everything that is known, and the whole conversation.
  await row.click();
  const panel = ana.getByRole("complementary", { name: "Visitante" });
  await panel.getByRole("tab", { name: "Info" }).click();
  await expect(panel).toContainText("buscador.example");
  await expect(panel).toContainText("utm_source");
  await expect(panel).toContainText("boletin");
  await expect(panel).toContainText("cartTotal");
  await expect(panel).toContainText("+57 310 555 0199");
  await expect(panel).toContainText("Chrome");
  await expect(panel).toContainText("127.0.0.1");
  await panel.getByRole("tab", { name: "Conversación" }).click();
  for (const said of [
    "¿En qué te ayudamos?",
    "Quiero comprar",
    "María Gómez",
    "El flujo avisó al equipo",
    "¿Tienen envío a Cali?",
  ]) {
    await expect(panel).toContainText(said);
  }

  // The answer reaches the visitor, who reads who it is from.
  await panel.getByRole("textbox", { name: /Responder a/ }).fill("¡Hola, María! Sí: llega el jueves.");
  await ana.keyboard.press("Enter");
  await expect(chat.getByRole("log").getByText("¡Hola, María! Sí: llega el jueves.")).toBeVisible();
  await expect(chat.getByRole("log").getByText(`${OWNER.name} se unió`)).toBeVisible();
  await expect(row).not.toContainText("espera");
  await expect(ana).not.toHaveTitle(/^\(/);

  // A second signed-in browser watches the prospects: the row leaves, and the counts move.
  const luis = (await person()).page;
  await signIn(luis, house);
  await luis.getByRole("tab", { name: "Prospectos 1" }).click();
  await expect(luis.getByRole("row").filter({ hasText: "María Gómez" })).toBeVisible();
  await panel.getByRole("button", { name: /Estado/ }).click();
  await ana.getByRole("menuitemradio", { name: "Cliente" }).click();
  await expect(luis.getByRole("tab", { name: "Prospectos 0" })).toBeVisible();
  await expect(luis.getByRole("tab", { name: "Clientes 1" })).toBeVisible();
  await expect(luis.getByRole("row").filter({ hasText: "María Gómez" })).toHaveCount(0);
  await expect(row).toContainText("Cliente");

  // The visitor's own page, by the eye icon: its own address, without opening the panel too.
  await panel.getByRole("button", { name: "Cerrar el panel" }).click();
  await row.getByRole("link", { name: /Abrir la página de/ }).click();
  await expect(ana).toHaveURL(/\/visitors\/\d+/);
  await expect(ana.getByRole("heading", { name: "María Gómez" })).toBeVisible();
});

test("a restart of the server in mid-conversation loses nothing on either side", async ({
  house,
  person,
}) => {
  const ana = (await person()).page;
  await setUp(ana, house);
  const visitor = (await person()).page;
  await visitor.goto(`${house.url}/demo`);
  await visitor.getByRole("button", { name: "Abrir el chat" }).click();
  const chat = visitor.getByRole("dialog");
  await chat
    .getByRole("group", { name: /ayudamos/ })
    .getByRole("button", { name: "Hablar con una persona" })
    .click();
  await ana.getByRole("row").filter({ hasText: "Visitante #1" }).click();
  const panel = ana.getByRole("complementary", { name: "Visitante" });
  await panel.getByRole("tab", { name: "Conversación" }).click();
  const reply = panel.getByRole("textbox", { name: /Responder a/ });
  await reply.fill("Hola, soy Ana.");
  await ana.keyboard.press("Enter");
  await expect(chat.getByRole("log").getByText("Hola, soy Ana.")).toBeVisible();

  await house.kill("SIGKILL");
  // Both write while the server is away.
  await chat.getByRole("textbox", { name: "Mensaje" }).fill("¿Sigues ahí?");
  await visitor.keyboard.press("Enter");
  await reply.fill("Aquí sigo.");
  await ana.keyboard.press("Enter");
  await house.start();

  await expect(panel.getByText("¿Sigues ahí?")).toHaveCount(1, { timeout: 30_000 });
  await expect(chat.getByRole("log").getByText("Aquí sigo.")).toHaveCount(1, { timeout: 30_000 });
  await visitor.reload();
  await visitor.getByRole("button", { name: "Abrir el chat" }).click();
  for (const said of ["Hola, soy Ana.", "¿Sigues ahí?", "Aquí sigo."]) {
    await expect(visitor.getByRole("log").getByText(said)).toHaveCount(1);
  }
});

test("the same in English on a phone, by keyboard", async ({ house, person }) => {
  const ana = (await person()).page;
  await setUp(ana, house);
  const visitor = (await person({ locale: "en-US", viewport: { width: 390, height: 844 } })).page;
  await visitor.goto(`${house.url}/demo?lang=en`);
  await visitor.getByRole("button", { name: "Open the chat" }).focus();
  await visitor.keyboard.press("Enter");
  const chat = visitor.getByRole("dialog");
  await chat.getByRole("textbox", { name: "Message" }).fill("Do you ship to Cali?");
  await visitor.keyboard.press("Enter");
  await expect(ana.getByRole("row").filter({ hasText: "Visitante #1" })).toBeVisible();
  await visitor.keyboard.press("Escape");
  await expect(visitor.getByRole("button", { name: /Open the chat/ })).toBeFocused();

  const phone = (
    await person({ locale: "en-US", viewport: { width: 390, height: 844 }, colorScheme: "dark" })
  ).page;
  await phone.goto(`${house.url}/sign-in`);
  await phone.getByLabel("Email").fill(OWNER.email);
  await phone.getByLabel("Password").fill(OWNER.password);
  await phone.keyboard.press("Enter");
  // The agent's own language rules once signed in.
  await expect(phone.getByRole("heading", { name: "Visitantes" })).toBeVisible();
  await phone.getByText("Visitante #1").click();
  await phone.getByRole("tab", { name: "Conversación" }).click();
  await expect(phone.getByText("Do you ship to Cali?")).toBeVisible();
});

test("what is written before the conversation is open goes as soon as it is", async ({ house, person }) => {
  const ana = (await person()).page;
  await setUp(ana, house);
  const visitor = (await person()).page;
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await visitor.route("**/widget/pk_*/graphql", async (route) => {
    await held;
    await route.continue();
  });
  await visitor.goto(`${house.url}/demo`);
  await visitor.getByRole("button", { name: "Abrir el chat" }).click();
  await visitor.getByRole("textbox", { name: "Mensaje" }).fill("Tengo prisa");
  await visitor.keyboard.press("Enter");
  release();
  await expect(visitor.getByRole("log").getByText("Tengo prisa")).toHaveCount(1);
  await ana.getByRole("row").filter({ hasText: "Visitante #1" }).click();
  await ana.getByRole("tab", { name: "Conversación" }).click();
  await expect(ana.getByText("Tengo prisa")).toHaveCount(1);
});
