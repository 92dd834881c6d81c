// WCAG 2.2 AA, by axe: every state of the chat, light and dark, beside the page and over a phone, in a colour that is hard to read.
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { WCAG, analyze } from "./axe.js";
import { expect, launcher, openChat, refuseMessages, test, write } from "./site.js";

async function look(page: Page, state: string): Promise<void> {
  const passes = await analyze(
    page,
    new AxeBuilder({ page }).include("atalaya-widget").withTags(WCAG),
    state,
  );
  // It has looked inside: targets there have the way through the shadow root.
  expect(passes.some(({ nodes }) => nodes.some(({ target }) => Array.isArray(target[0])))).toBe(true);
}

const FLOW = {
  start: "ask",
  nodes: {
    ask: { kind: "options", text: "¿En qué te ayudamos?", options: [{ label: "Comprar", next: "form" }] },
    form: {
      kind: "form",
      text: "Déjanos tus datos.",
      form: {
        name: "Contacto",
        fields: ["text", "email", "phone", "number", "select", "textarea", "consent"].map((type) => ({
          name: type,
          label: `Campo ${type}`,
          type,
          required: type !== "phone",
          options: type === "select" ? ["Uno", "Dos"] : null,
        })),
      },
      next: null,
    },
  },
};

for (const { where, viewport, theme, color } of [
  { where: "beside the page", viewport: { width: 1280, height: 800 }, theme: "light", color: "#ffd400" },
  { where: "over a phone", viewport: { width: 390, height: 844 }, theme: "dark", color: "#777777" },
])
  test(`every state can be used by everybody, ${theme}, ${where}`, async ({ site, person }) => {
    await site.publish(FLOW);
    await site.settings({ greeting: "Te respondemos de lunes a viernes.", color });
    site.page("/", { snippet: `<script>${site.snippet({ config: { theme } })}</script>${site.script}` });
    const { page } = await person({ viewport });
    await page.goto(site.url);
    await launcher(page).waitFor();
    await look(page, "closed, the chat not loaded");
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route("**/widget/pk_*/graphql", async (route) => {
      await held;
      await route.fallback();
    });
    await launcher(page).click();
    const chat = page.getByRole("dialog");
    await expect(chat.getByText("Abriendo la conversación…")).toBeVisible();
    await look(page, "empty");
    release();
    await page.keyboard.press("Escape");
    await openChat(page);
    await look(page, "options");
    await chat.getByRole("button", { name: "Más opciones" }).click();
    await look(page, "menu");
    await page.keyboard.press("Escape");
    await chat.getByRole("button", { name: "Comprar" }).click();
    await chat.getByRole("button", { name: "Enviar datos" }).click();
    await expect(chat.getByText("Falta este dato").first()).toBeVisible();
    await look(page, "form with errors");
    await chat.getByLabel("Campo text", { exact: true }).fill("María");
    await chat.getByLabel("Campo email").fill("maria@correo.example");
    await chat.getByLabel("Campo number").fill("3");
    await chat.getByLabel("Campo select").selectOption("Dos");
    await chat.getByLabel("Campo textarea").fill("Una nota");
    await chat.getByLabel("Campo consent").check();
    await chat.getByRole("button", { name: "Enviar datos" }).click();
    await expect(chat.locator(".summary")).toBeVisible();
    await chat.getByRole("button", { name: "Más opciones" }).click();
    await chat.getByRole("menuitem").click();
    await expect(chat.locator(".head").getByText("Una persona te atenderá enseguida")).toBeVisible();
    await look(page, "waiting");
    const allow = await refuseMessages(page);
    await write(chat, "¿Hola? https://tienda.example/");
    await expect(chat.locator(".failed")).toBeVisible();
    await chat.getByRole("textbox", { name: "Mensaje" }).fill("x".repeat(4_001));
    await look(page, "failed, and too long");
    await chat.getByRole("textbox", { name: "Mensaje" }).fill("");
    allow();
    await chat.getByRole("button", { name: "Reintentar" }).click();
    await expect(chat.locator(".failed")).toHaveCount(0);
    await site.say("Hola. Mira https://tienda.example/ayuda");
    await expect(chat.getByRole("log").getByText("Hola. Mira")).toBeVisible();
    await site.types();
    await expect(chat.getByText(/está escribiendo/)).toBeVisible();
    await look(page, "live");
    await page.context().setOffline(true);
    await expect(chat.getByText("Sin conexión. Reconectando…")).toBeVisible();
    await look(page, "offline");
    await page.context().setOffline(false);
    await expect(chat.getByText("Sin conexión. Reconectando…")).toHaveCount(0, { timeout: 20_000 });
    await site.turn("closeConversation");
    await expect(chat.getByText("Escribe cuando quieras y empezamos otra")).toBeVisible();
    await look(page, "over");
    await page.keyboard.press("Escape");
    await site.say("Una cosa más.");
    await expect(page.getByRole("button", { name: "Abrir el chat, 1 mensaje sin leer" })).toBeVisible();
    await look(page, "closed, with something unread");
  });
