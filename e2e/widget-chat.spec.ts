// What a visitor meets on the way from the first question to the end of a conversation, by hand, by keyboard and by ear.
import type { Locator, Page } from "@playwright/test";
import { SocketClient } from "../server/test/clients.js";
import { expect, launcher, openChat, refuseMessages, test, write } from "./site.js";

const field = (
  name: string,
  label: string,
  type: string,
  required = false,
  options: string[] | null = null,
) => ({
  name,
  label,
  type,
  required,
  options,
});
const EVERY_FIELD = {
  start: "hello",
  nodes: {
    hello: { kind: "message", text: "Hola.", next: "form" },
    form: {
      kind: "form",
      text: "Cuéntanos.",
      form: {
        name: "Pedido",
        fields: [
          field("name", "Nombre", "text", true),
          field("email", "Correo", "email", true),
          field("phone", "Teléfono", "phone"),
          field("count", "Cuántos", "number", true),
          field("size", "Talla", "select", true, ["Pequeña", "Grande"]),
          field("note", "Nota", "textarea"),
          field("ok", "Acepto que me escriban", "consent", true),
        ],
      },
      next: "thanks",
    },
    thanks: { kind: "message", text: "Gracias.", next: null },
  },
};

/** What is read out: nothing of it stays that was said before. */
const heard = (chat: Locator) => chat.locator("[aria-live=polite] > p");
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement?.shadowRoot?.activeElement ?? document.activeElement;
    if (element === document.body) return "BODY";
    return element?.getAttribute("aria-label") || element?.textContent || element?.tagName;
  });

test("a form: every kind of field has its label, its keyboard, and its own words about what is wrong", async ({
  site,
  person,
}) => {
  await site.publish(EVERY_FIELD);
  const { page } = await person();
  await page.goto(site.url);
  const chat = await openChat(page);
  const form = chat.getByRole("form", { name: "Pedido" });
  const attributes = (label: string, ...names: string[]) =>
    form
      .getByLabel(label)
      .evaluate((control, wanted) => wanted.map((name) => control.getAttribute(name)), names);
  expect(await attributes("Correo", "type", "autocomplete", "inputmode")).toEqual([
    "email",
    "email",
    "email",
  ]);
  expect(await attributes("Teléfono", "type", "autocomplete")).toEqual(["tel", "tel"]);
  expect(await attributes("Cuántos", "inputmode", "aria-required")).toEqual(["decimal", "true"]);
  expect(await attributes("Nombre", "autocomplete")).toEqual(["name"]);
  await expect(form.getByLabel("Nota (opcional)")).toHaveJSProperty("tagName", "TEXTAREA");

  const send = form.getByRole("button", { name: "Enviar datos" });
  const problem = async (label: string) => {
    const control = form.getByLabel(label);
    const id = await control.getAttribute("aria-describedby");
    return id && (await control.getAttribute("aria-invalid")) === "true"
      ? form.locator(`#${id}`).textContent()
      : null;
  };
  await send.click();
  for (const label of ["Nombre", "Correo", "Cuántos", "Talla", "Acepto"])
    expect(await problem(label), label).toMatch(/Falta este dato/);
  for (const label of ["Teléfono", "Nota"]) expect(await problem(label), label).toBeNull();
  await expect(form.getByRole("alert")).toHaveText("Revisa los datos marcados");
  await expect(form.getByLabel("Nombre")).toBeFocused();

  await form.getByLabel("Nombre").fill("María");
  expect(await problem("Nombre"), "taken back while one writes").toBeNull();
  await form.getByLabel("Correo").fill("maria@correo");
  await form.getByLabel("Teléfono").fill("12");
  await form.getByLabel("Cuántos").fill("dos");
  await form.getByLabel("Talla").selectOption("Grande");
  await form.getByLabel("Acepto").check();
  await send.click();
  expect(await problem("Correo")).toMatch(/nombre@ejemplo/);
  expect(await problem("Teléfono")).toMatch(/teléfono/);
  expect(await problem("Cuántos")).toMatch(/número/);
  await expect(form.getByLabel("Correo")).toBeFocused();

  // What only the server knows: it names the field, and nothing that was written is lost.
  await form.getByLabel("Correo").fill("maria@correo.example");
  await form.getByLabel("Teléfono").fill("+57 310 555 0199");
  await form.getByLabel("Cuántos").fill("2,5");
  await page.route(
    "**/widget/pk_*/graphql",
    (route) =>
      route.fulfill({
        json: {
          errors: [
            {
              message: "no",
              extensions: { code: "BAD_USER_INPUT", fields: [{ name: "phone", reason: "INVALID_PHONE" }] },
            },
          ],
        },
      }),
    { times: 1 },
  );
  await send.click();
  await expect(form.getByLabel("Teléfono")).toBeFocused();
  expect(await problem("Teléfono")).toMatch(/teléfono/);
  await expect(form.getByLabel("Nombre")).toHaveValue("María");
  await expect(form.getByLabel("Acepto")).toBeChecked();
  await form.getByLabel("Nombre").press("Enter");
  await expect(chat.getByRole("log").getByText("Gracias.")).toBeVisible();
  await expect(form).toHaveCount(0);
  await expect(chat.getByRole("textbox", { name: "Mensaje" }), "focus stays in the chat").toBeFocused();
  await expect(chat.getByRole("definition")).toHaveText([
    "María",
    "maria@correo.example",
    "+57 310 555 0199",
    "2.5",
    "Grande",
    "Sí",
  ]);
  expect(await site.visitors("name email phone")).toMatchObject([
    { name: "María", email: "maria@correo.example", phone: "+57 310 555 0199" },
  ]);
});

test("what the visitor sees and hears at each step: a person is asked for, joins, writes, hands back, closes", async ({
  site,
  person,
}) => {
  const { page } = await person();
  await page.goto(site.url);
  const chat = await openChat(page);
  await expect(chat.getByText("Respuestas al momento")).toBeVisible();
  await expect(chat.getByText(/^Hoy, \d/)).toBeVisible();
  // The first words are news, and the visitor is in the box to answer.
  await expect(heard(chat)).toHaveText([/^Asistente: Hola/, /^Asistente: ¿En qué/]);
  await expect(chat.getByRole("textbox", { name: "Mensaje" })).toBeFocused();

  await chat.getByRole("button", { name: "Más opciones" }).click();
  await chat.getByRole("menuitem", { name: "Hablar con una persona" }).click();
  await expect(chat.locator(".head").getByText("Una persona te atenderá enseguida")).toBeVisible();
  await expect(chat.getByRole("button", { name: "Más opciones" })).toBeHidden();
  await expect(heard(chat)).toHaveText(["Hemos avisado al equipo"]);
  await expect(chat.getByRole("textbox", { name: "Mensaje" })).toBeFocused();

  await write(chat, "¿Me ayudas?");
  await expect(chat.getByText(/ · Enviado$/)).toBeVisible();
  await site.sees(100);
  await expect(chat.getByText(/ · Visto$/)).toBeVisible();
  await site.types();
  await expect(chat.getByText("Ana Ruiz está escribiendo…")).toBeVisible();
  await site.say("Claro. Mira https://tienda.example/a?b=1, y no javascript:alert(1)");
  await expect(chat.getByText("Ana Ruiz está escribiendo…")).toBeHidden();
  await expect(chat.getByRole("log").getByText(/^Ana Ruiz se unió/)).toBeVisible();
  await expect(chat.getByText("Hablas con Ana Ruiz")).toBeVisible();
  await expect(heard(chat).last()).toHaveText(/^Ana Ruiz: Claro/);
  const links = chat.getByRole("log").getByRole("link");
  await expect(links).toHaveCount(1);
  await expect(links).toHaveAttribute("href", "https://tienda.example/a?b=1");
  await expect(links).toHaveAttribute("rel", "noopener noreferrer nofollow");
  await expect(links).toHaveAttribute("target", "_blank");

  // Away, with something unread: the button counts, and the count is read out with its name.
  await page.keyboard.press("Escape");
  await expect(launcher(page)).toBeFocused();
  await site.say("¿Algo más?");
  await site.say("Aquí sigo.");
  await expect(page.getByRole("button", { name: "Abrir el chat, 2 mensajes sin leer" })).toBeVisible();
  await expect(page.locator(".badge")).toHaveText("2");
  await page.reload();
  await page.getByRole("button", { name: "Abrir el chat, 2 mensajes sin leer" }).press("Enter");
  await expect(heard(chat)).toHaveText(["Ana Ruiz: ¿Algo más?", "Ana Ruiz: Aquí sigo."]);

  await site.turn("handBack");
  await expect(chat.getByRole("log").getByText(/^Sigues con el asistente/)).toBeVisible();
  await expect(chat.getByText("Respuestas al momento")).toBeVisible();
  await site.turn("closeConversation");
  await expect(chat.getByRole("log").getByText(/^La conversación se cerró/)).toBeVisible();
  await expect(chat.getByText("Conversación cerrada")).toBeVisible();
  await expect(chat.getByText("Escribe cuando quieras y empezamos otra")).toBeVisible();
  await write(chat, "Otra cosa");
  await expect(chat.getByText("Escribe cuando quieras y empezamos otra")).toBeHidden();
  await expect(chat.getByRole("log").getByText("Otra cosa")).toHaveCount(1);
  await expect(chat.getByText("Respuestas al momento")).toBeVisible();
  // What was said before stays above, and is read out to nobody.
  await expect(chat.getByText("¿Me ayudas?")).toBeVisible();

  // The day after, days stand between what was said.
  await page.clock.setFixedTime(Date.now() + 86_400_000);
  await page.reload();
  await launcher(page).click();
  await expect(chat.getByText(/^Ayer, \d/)).toBeVisible();
  await expect(heard(chat)).toHaveCount(0);
});

test("out of office hours nobody is promised: the away words, and a header that keeps to them", async ({
  site,
  person,
}) => {
  await site.settings({
    officeHours: { timeZone: "America/Bogota", days: [] },
    awayMessage: "Volvemos el lunes a las nueve.",
  });
  const { page } = await person();
  await page.goto(site.url);
  const chat = await openChat(page);
  await chat.getByRole("button", { name: "Más opciones" }).click();
  await chat.getByRole("menuitem", { name: "Hablar con una persona" }).click();
  await expect(chat.getByRole("log").getByText("Volvemos el lunes a las nueve.")).toBeVisible();
  await expect(chat.locator(".head").getByText("El equipo te responderá cuando vuelva")).toBeVisible();
  await site.say("Aquí estoy, por casualidad.");
  await expect(chat.getByText("Hablas con Ana Ruiz")).toBeVisible();
});

test("the agent sees that the visitor writes, and when it stops", async ({ site, person }) => {
  const { page } = await person();
  await page.goto(site.url);
  const chat = await openChat(page);
  const [{ conversation }] = await site.visitors("conversation { id }");
  const socket = new SocketClient(`${site.house.url}/graphql`, { headers: site.headers });
  try {
    const changes = socket.subscribe(
      "subscription($id: ID!) { conversationChanges(conversationId: $id) { kind typing } }",
      { id: conversation.id },
    );
    await changes.next(({ kind }) => kind === "STATE" || kind === "HEARTBEAT");
    await chat.getByRole("textbox", { name: "Mensaje" }).pressSequentially("Hola");
    await changes.next(({ kind, typing }) => kind === "TYPING" && typing === "VISITOR");
    await chat.getByRole("textbox", { name: "Mensaje" }).fill("");
    await changes.next(({ kind, typing }) => kind === "TYPING" && typing === null);

    // A sign that is long on its way is not overtaken by its own end.
    const told: boolean[] = [];
    let release: () => void = () => undefined;
    const late = new Promise<void>((resolve) => (release = resolve));
    await page.route("**/widget/pk_*/graphql", async (route) => {
      const { query, variables } = route.request().postDataJSON() as {
        query: string;
        variables: { typing: boolean };
      };
      if (query.includes("setTyping")) {
        told.push(variables.typing);
        if (variables.typing) await late;
      }
      await route.fallback();
    });
    await write(chat, "¿Hay alguien?");
    await changes.next(({ kind }) => kind === "MESSAGE");
    expect(told).toEqual([true]);
    release();
    await expect.poll(() => told).toEqual([true, false]);
  } finally {
    await socket.close();
  }
});

test("a message that the server will not have says so, and is sent again or thrown away", async ({
  site,
  person,
}) => {
  const { page } = await person();
  await page.goto(site.url);
  const chat = await openChat(page);
  const allow = await refuseMessages(page);
  await write(chat, "Uno");
  await expect(chat.getByRole("log").getByText("No se envió")).toBeVisible();
  await expect(heard(chat)).toHaveText(["No se envió: Uno"]);
  await write(chat, "Dos");
  await expect(chat.getByRole("log").getByText("No se envió")).toHaveCount(2);
  // It stays what it is through a reload.
  await page.reload();
  await launcher(page).click();
  await expect(chat.getByRole("log").getByText("No se envió")).toHaveCount(2);
  allow();
  await chat.getByRole("button", { name: "Reintentar" }).first().click();
  await expect(chat.getByText(/ · Enviado$/)).toBeVisible();
  await expect(chat.getByRole("textbox", { name: "Mensaje" }), "focus stays in the chat").toBeFocused();
  await chat.getByRole("button", { name: "Descartar" }).press("Enter");
  await expect(chat.getByRole("log").getByText("No se envió")).toHaveCount(0);
  await expect(chat.getByRole("textbox", { name: "Mensaje" })).toBeFocused();
  await expect(chat.locator(".mine .bubble")).toHaveText([/Uno/]);
});

test("the keyboard: the chat is left by Tab and by Escape, and focus goes back to where it came from", async ({
  site,
  person,
}) => {
  site.page("/own", {
    body: "<main><h1>Tienda</h1><button id=help onclick='atalaya.widget.open()'>Ayuda</button></main>",
    snippet: `<script>${site.snippet({ config: { launcher: false } })}</script>${site.script}`,
  });
  const { page } = await person();
  await page.goto(site.url);
  await launcher(page).focus();
  await page.keyboard.press("Space");
  const chat = page.getByRole("dialog");
  await expect(chat.getByRole("textbox", { name: "Mensaje" })).toBeFocused();
  await expect(chat).not.toHaveAttribute("aria-modal", "true");
  // Round the chat, and out of it: beside the page it is no trap.
  const stops: string[] = [];
  for (let press = 0; press < 12 && !stops.includes("BODY"); press++) {
    await page.keyboard.press("Tab");
    stops.push((await focused(page)) ?? "");
  }
  expect(stops).toContain("BODY");
  // The menu: arrows are not needed for one thing; Escape closes it, and not yet the chat.
  await chat.getByRole("button", { name: "Más opciones" }).press("Enter");
  await expect(chat.getByRole("menuitem")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(chat.getByRole("button", { name: "Más opciones" })).toBeFocused();
  await expect(chat).toBeVisible();
  await chat.getByRole("button", { name: "Necesito soporte" }).press("Enter");
  await expect(chat.getByRole("textbox", { name: "Mensaje" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(chat).toBeHidden();
  await expect(launcher(page)).toBeFocused();

  await page.goto(`${site.url}/own`);
  await expect(launcher(page)).toHaveCount(0);
  await page.locator("#help").press("Enter");
  await expect(chat.getByRole("textbox", { name: "Mensaje" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.locator("#help")).toBeFocused();
});
