// Every state of the chat on a site, as it is: beside the page, and over a phone in the dark. Each stands in docs/widget.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Locator, Page } from "@playwright/test";
import { test } from "../house.js";
import { Site, expect, launcher, openChat, refuseMessages, write } from "../site.js";

const DIR = fileURLToPath(new URL("../../docs/widget", import.meta.url));
const WORDS = {
  es: {
    buy: "Quiero comprar",
    submit: "Enviar datos",
    name: "María Gómez",
    question: "¿Tienen envío a Cali? Es para el jueves.",
    hello:
      "Hola, María. Sí: sale hoy y llega el miércoles. Aquí está el detalle: https://tienda.example/envios",
    thanks: "Perfecto, gracias.",
    more: "¿Te ayudo con algo más?",
  },
  en: {
    buy: "I want to buy",
    submit: "Send details",
    name: "Emma Clarke",
    question: "Do you ship to Cali? I need it by Thursday.",
    hello:
      "Hello, Emma. We do: it leaves today, and is there on Wednesday. The details: https://shop.example/shipping",
    thanks: "Perfect, thank you.",
    more: "Is there anything else?",
  },
};

interface Scene {
  site: Site;
  page: Page;
  chat: Locator;
  words: (typeof WORDS)["es"];
}

/** One after another, in one conversation. */
const states: Record<string, (scene: Scene) => Promise<void>> = {
  options: async ({ chat, words }) => {
    await expect(chat.getByRole("button", { name: words.buy })).toBeVisible();
  },
  form: async ({ chat, words }) => {
    await chat.getByRole("button", { name: words.buy }).click();
    await chat.getByLabel(/^(Nombre|Name)/).fill(words.name);
    await chat.getByRole("button", { name: words.submit }).click();
    await expect(chat.locator(".problem:visible").first()).toBeVisible();
  },
  waiting: async ({ chat, words }) => {
    await chat.getByRole("textbox", { name: /Correo|Email/ }).fill("hola@correo.example");
    await chat.getByRole("button", { name: words.submit }).click();
    await expect(chat.locator(".summary")).toBeVisible();
    await write(chat, words.question);
    await expect(chat.getByText(/· (Enviado|Sent)$/)).toBeVisible();
  },
  live: async ({ chat, words, site }) => {
    await site.say(words.hello);
    await expect(chat.getByRole("log").getByText(words.hello)).toBeVisible();
    await site.sees(100);
    await write(chat, words.thanks);
    await expect(chat.getByText(/· (Enviado|Sent)$/)).toHaveCount(1);
    await site.sees(100);
    await expect(chat.getByText(/· (Enviado|Sent)$/)).toHaveCount(0);
    await site.types();
    await expect(chat.getByText(/Ana Ruiz (está|is)/)).toBeVisible();
  },
  unread: async ({ chat, page, site, words }) => {
    await page.keyboard.press("Escape");
    await expect(chat).toBeHidden();
    await site.say(words.more);
    await expect(page.getByRole("button", { name: /1 (mensaje|unread)/ })).toBeVisible();
  },
  failed: async ({ chat, page, words }) => {
    await launcher(page).click();
    const allow = await refuseMessages(page);
    await write(chat, words.question);
    await expect(chat.locator(".mine.failed")).toBeVisible();
    allow();
  },
  closed: async ({ chat, site }) => {
    await chat.getByRole("button", { name: /Descartar|Discard/ }).click();
    await site.turn("closeConversation");
    await expect(chat.getByText(/Escribe cuando|Write whenever/)).toBeVisible();
  },
  offline: async ({ chat, page }) => {
    await page.context().setOffline(true);
    await expect(chat.getByText(/Sin conexión|No connection/)).toBeVisible();
  },
};

test("the chat", async ({ person }) => {
  mkdirSync(DIR, { recursive: true });
  for (const { locale, colorScheme, phone } of [
    { locale: "en", colorScheme: "light", phone: false },
    { locale: "es", colorScheme: "dark", phone: true },
  ] as const) {
    const site = await Site.open(locale);
    try {
      const viewport = phone ? { width: 390, height: 844 } : { width: 1440, height: 900 };
      const { page, context } = await person({ locale, colorScheme, viewport });
      await page.goto(`${site.house.url}/demo?lang=${locale}`);
      await page.evaluate(() => window.atalaya.cmd.push((widget) => widget.setConfig({ theme: "auto" })));
      const chat = await openChat(page);
      for (const [state, arrive] of Object.entries(states)) {
        await arrive({ site, page, chat, words: WORDS[locale] });
        await page.screenshot({
          path: join(DIR, `${state}${phone ? "-phone" : ""}.png`),
          animations: "disabled",
          caret: "hide",
          ...(phone ? {} : { clip: { x: 1440 - 460, y: 900 - 680, width: 460, height: 680 } }),
        });
      }
      await context.close();
    } finally {
      await site.close();
    }
  }
});
