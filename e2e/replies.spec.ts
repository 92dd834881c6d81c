// What helps to answer: canned replies, a draft that follows its author, and how far an answer has come.
import type { Page } from "@playwright/test";
import { lookTwice } from "./axe.js";
import { OWNER, expect, openConversation, setUp, signIn, test } from "./house.js";
import { Visit, askAs, doorOf } from "./visit.js";

const boxOf = (page: Page) => page.getByRole("textbox", { name: /Responder a/ });

test("what is said often is written once, found by a slash, filled in, and never sent half filled", async ({
  house,
  person,
}) => {
  const ana = (await person()).page;
  await setUp(ana, house);
  house.addColleague("Beto Luna", "beto@example.com");
  const visit = await Visit.begin(await doorOf(ana, house));
  await visit.send("¿Cuánto tarda el envío?");

  await ana.getByRole("link", { name: "Ajustes" }).click();
  await ana.getByRole("link", { name: "Respuestas" }).click();
  await expect(ana.getByText("Todavía no hay respuestas guardadas.")).toBeVisible();
  const shortcut = ana.getByRole("textbox", { name: "Atajo" });
  const text = ana.getByRole("textbox", { name: "Texto" });
  const list = ana.getByRole("list", { name: "Respuestas guardadas" }).getByRole("listitem");
  const add = async (name: string, words: string) => {
    await ana.getByRole("button", { name: "Nueva respuesta" }).click();
    await expect(shortcut).toBeFocused();
    await shortcut.fill(name);
    await text.fill(words);
    await text.press("Tab");
    await ana.getByRole("button", { name: "Guardar" }).click();
  };
  await add("Envío", "Llega en dos días:");
  await expect(list).toHaveCount(1);
  await ana.getByRole("button", { name: "Editar /Envío" }).click();
  await text.press("End");
  await ana.getByRole("button", { name: "Insertar el nombre de pila del visitante" }).click();
  await text.press("Enter");
  await text.pressSequentially("Soy {{agent.name}}, de {{project.name}}.");
  await ana.getByRole("button", { name: "Guardar" }).click();
  await expect(list.first()).toContainText("Llega en dos días:{{visitor.firstName}}");
  await add("envio", "Otra cosa.");
  await expect(ana.getByText("/Envío ya está en uso.")).toBeVisible();
  await lookTwice(ana, "canned replies");
  // Half a reply is not lost by a careless press.
  await ana.getByRole("link", { name: "Visitantes" }).click();
  await ana.getByRole("button", { name: "Seguir aquí" }).click();
  await shortcut.fill("gracias");
  await ana.getByRole("button", { name: "Guardar" }).click();
  await expect(list).toHaveCount(2);
  // What can be undone does not go from under a hand, and gives the focus back.
  await ana.clock.install();
  await ana.getByRole("button", { name: "Borrar /gracias" }).click();
  await expect(list).toHaveCount(1);
  const undo = ana.getByRole("button", { name: "Deshacer" });
  await undo.focus();
  await ana.clock.fastForward(60_000);
  await undo.press("Enter");
  await expect(list).toHaveCount(2);
  await expect(undo).toHaveCount(0);
  await expect(ana.locator("main :focus")).toHaveCount(1);

  await ana.getByRole("link", { name: "Visitantes" }).click();
  const box = await openConversation(ana);
  const options = ana.getByRole("option");
  await box.pressSequentially("Hola, 24/7. /");
  await expect(options).toHaveCount(2);
  await box.pressSequentially("dias");
  await expect(options).toHaveText([/\/Envío/]);
  // Escape keeps every letter, and the list stays away from this slash.
  await box.press("Escape");
  await box.pressSequentially("x");
  await expect(options).toHaveCount(0);
  await expect(box).toHaveValue("Hola, 24/7. /diasx");

  await box.fill("Hola. /");
  await expect(options).toHaveCount(2);
  await lookTwice(ana, "canned replies over the box");
  await box.press("ArrowDown");
  await expect(options.filter({ hasText: "gracias" })).toHaveAttribute("aria-selected", "true");
  await expect(box).toHaveAttribute("aria-activedescendant", (await options.nth(1).getAttribute("id")) ?? "");
  await box.press("ArrowDown");
  await box.press("Enter");
  await expect(box).toHaveValue(
    `Hola. Llega en dos días:{{visitor.firstName}}\nSoy ${OWNER.name}, de Tienda Sur.`,
  );
  await expect(ana.getByText("Por rellenar: {{visitor.firstName}}")).toBeVisible();
  await box.press("End");
  await box.press("Enter");
  await expect(ana.getByText("Falta rellenar {{visitor.firstName}}.")).toBeVisible();
  await lookTwice(ana, "what is to be filled in");
  await expect(ana.getByRole("log").getByText("Llega en dos días")).toHaveCount(0);
  // What is missing is selected: it is written over, and goes.
  await ana.keyboard.type("Marta.");
  await box.press("Enter");
  await expect(ana.getByRole("log").getByText("Llega en dos días:Marta.")).toBeVisible();
  await expect(box).toHaveValue("");
  // Whoever means it sends it as it is.
  await box.fill("Escribe {{así}}");
  await box.press("Enter");
  await ana.getByRole("button", { name: "Enviar de todos modos" }).click();
  await expect(ana.getByRole("log").getByText("Escribe {{así}}")).toBeVisible();

  // A manager on a phone, by the button and with a finger.
  const beto = (await person({ viewport: { width: 390, height: 844 } })).page;
  await signIn(beto, house, "beto@example.com");
  await beto.goto(`${house.url}/1/visitors?visitor=1&tab=conversation`);
  const button = beto.getByRole("button", { name: "Respuestas guardadas" });
  await button.click();
  await expect(beto.getByRole("option")).toHaveCount(2);
  await expect(beto.getByRole("option").first()).toBeInViewport({ ratio: 1 });
  // The button's own slash goes with the list.
  await button.click();
  await expect(boxOf(beto)).toHaveValue("");
  await button.click();
  await beto.getByRole("option", { name: /gracias/ }).click();
  await expect(boxOf(beto)).toHaveValue("Otra cosa.");
  await expect(boxOf(beto)).toBeFocused();
});

test("a draft goes on at another device, is its author's alone, and nothing typed is lost between two", async ({
  house,
  person,
}) => {
  const { page: desk, context } = await person();
  await setUp(desk, house);
  house.addColleague("Beto Luna", "beto@example.com");
  const visit = await Visit.begin(await doorOf(desk, house));
  await visit.send("¿Hay alguien?");
  const kept = (page: Page) =>
    askAs<{ myDraft: { text: string } | null }>(page, house, '{ myDraft(visitorId: "1") { text } }').then(
      ({ myDraft }) => myDraft?.text ?? null,
    );
  const comesBack = (page: Page) => page.evaluate(() => void dispatchEvent(new Event("focus")));
  await (await openConversation(desk)).pressSequentially("Hola, miro");
  await expect.poll(() => kept(desk)).toBe("Hola, miro");

  const phone = (await person({ viewport: { width: 390, height: 844 } })).page;
  await signIn(phone, house);
  await phone.goto(`${house.url}/1/visitors?visitor=1&tab=conversation`);
  await expect(boxOf(phone)).toHaveValue("Hola, miro");
  const beto = (await person()).page;
  await signIn(beto, house, "beto@example.com");
  await beto.goto(`${house.url}/1/visitors?visitor=1&tab=conversation`);
  await expect(boxOf(beto)).toHaveValue("");
  await boxOf(beto).fill("Lo de Beto");
  await expect.poll(() => kept(beto)).toBe("Lo de Beto");

  await boxOf(phone).fill("Hola, miro tu pedido");
  await expect.poll(() => kept(phone)).toBe("Hola, miro tu pedido");
  await comesBack(desk);
  await expect(boxOf(desk)).toHaveValue("Hola, miro tu pedido");

  // Each writes without knowing of the other, the desk first and without a line.
  await context.setOffline(true);
  await boxOf(desk).fill("Hola, desde la mesa");
  await boxOf(phone).fill("Hola, desde el teléfono");
  await expect.poll(() => kept(phone)).toBe("Hola, desde el teléfono");
  await context.setOffline(false);
  await expect(boxOf(desk)).toHaveValue("Hola, desde el teléfono", { timeout: 30_000 });
  await expect(desk.getByText("También escribiste en otro dispositivo:")).toBeVisible();
  await desk.reload();
  await expect(boxOf(desk)).toHaveValue("Hola, desde el teléfono");
  await desk.getByRole("button", { name: "Ponerlo en el mensaje" }).click();
  await expect(boxOf(desk)).toHaveValue("Hola, desde el teléfono\nHola, desde la mesa");

  // What is sent is no draft any more, anywhere.
  await boxOf(desk).press("Enter");
  await expect(desk.getByRole("log").getByText("Hola, desde la mesa")).toBeVisible();
  await expect.poll(() => kept(desk)).toBeNull();
  await comesBack(phone);
  await expect(boxOf(phone)).toHaveValue("");
  expect(await kept(beto)).toBe("Lo de Beto");
});

test("from the call for a person to the last word: agents and the visitor see every step", async ({
  house,
  person,
}) => {
  const ana = (await person()).page;
  await setUp(ana, house);
  house.addColleague("Beto Luna", "beto@example.com");
  const visitor = (await person()).page;
  await visitor.goto(`${house.url}/demo`);
  await visitor.getByRole("button", { name: "Abrir el chat" }).click();
  const chat = visitor.getByRole("dialog");
  await chat.getByRole("button", { name: /persona/ }).click();
  await expect(ana.getByRole("link", { name: /Esperan respuesta/ })).toContainText("1");
  const box = await openConversation(ana);
  await expect(ana.getByText("Espera a una persona", { exact: true })).toBeVisible();

  await ana.getByRole("button", { name: "Unirse" }).click();
  await expect(ana.getByText("Hablas tú; el flujo está en silencio")).toBeVisible();
  await expect(chat.getByRole("log").getByText(/Ana Ruiz se unió/)).toBeVisible();

  // The visitor looks at the chat: seen. Away from the page: sent. Back on it, with the chat closed: delivered.
  await box.fill("Hola, soy Ana.");
  await box.press("Enter");
  const log = ana.getByRole("log");
  await expect(log.getByText("visto", { exact: true })).toBeVisible();
  await visitor.getByRole("button", { name: "Cerrar el chat" }).first().click();
  await visitor.goto("about:blank");
  await box.fill("¿Sigues ahí?");
  await box.press("Enter");
  await expect(log.getByText("enviado", { exact: true })).toBeVisible();
  await expect(log.getByText("visto", { exact: true })).toBeVisible();
  await visitor.goto(`${house.url}/demo`);
  await expect(log.getByText("entregado", { exact: true })).toBeVisible();
  await expect(log.getByText("enviado", { exact: true })).toHaveCount(0);
  await visitor.getByRole("button", { name: /^Abrir el chat/ }).click();
  await expect(log.getByText("entregado", { exact: true })).toHaveCount(0);
  await expect(log.getByText("visto", { exact: true })).toHaveCount(1);

  // Whoever is at work is not pushed aside by one careless press.
  const beto = (await person()).page;
  await signIn(beto, house, "beto@example.com");
  await openConversation(beto);
  await expect(beto.getByText(`Habla ${OWNER.name}; el flujo está en silencio`)).toBeVisible();
  const takeOver = beto.getByRole("button", { name: "Tomar el relevo" });
  await takeOver.press("Enter");
  const question = beto.getByRole("alertdialog");
  await expect(question).toContainText(/Ana Ruiz le escribió al visitante hace \d+ s\./);
  await expect(question.getByRole("button", { name: "Cancelar" })).toBeFocused();
  await beto.keyboard.press("Escape");
  await expect(takeOver).toBeFocused();
  await box.fill("Un mom");
  await expect(beto.getByRole("status").filter({ hasText: "Ana Ruiz está escribiendo…" })).toBeVisible();
  await takeOver.press("Enter");
  await expect(question).toContainText("Ana Ruiz le está escribiendo al visitante en este momento.");
  await question.getByRole("button", { name: "Tomar el relevo" }).press("Enter");
  await expect(beto.getByText("Hablas tú; el flujo está en silencio")).toBeVisible();
  await expect(ana.getByText("Habla Beto Luna; el flujo está en silencio")).toBeVisible();
  await expect(chat.getByRole("log").getByText(/Beto Luna se unió/)).toBeVisible();

  await beto.getByRole("button", { name: "Devolver al flujo" }).press("Enter");
  await expect(ana.getByText("Habla el flujo. Tu primer mensaje lo silencia.")).toBeVisible();
  await box.fill("Una cosa más.");
  await box.press("Enter");
  await expect(ana.getByText("Hablas tú; el flujo está en silencio")).toBeVisible();
  await ana.getByRole("button", { name: "Cerrar", exact: true }).first().press("Enter");
  await expect(ana.getByText("La conversación está cerrada. Una respuesta la reabre.")).toBeVisible();
  await box.fill("Se me olvidaba algo.");
  await box.press("Enter");
  await expect(beto.getByText(`Habla ${OWNER.name}; el flujo está en silencio`)).toBeVisible();
  await expect(chat.getByRole("log").getByText("Se me olvidaba algo.")).toBeVisible();
});
