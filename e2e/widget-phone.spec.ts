// On a phone the chat is the whole screen: what the keyboard and the notch leave of it.
import type { Browser, Page } from "@playwright/test";
import { atRest } from "./rest.js";
import { expect, launcher, test, write } from "./site.js";

async function phone(browser: Browser, viewport = { width: 390, height: 844 }): Promise<Page> {
  const context = await browser.newContext({ viewport, hasTouch: true, isMobile: true, locale: "es-CO" });
  return context.newPage();
}

const box = async (page: Page) => {
  await atRest(page);
  const { x, y, width, height } = (await page.getByRole("dialog").boundingBox()) ?? {};
  return [x, y, width, height];
};

test("on a phone it fills the screen, traps focus, keeps clear of the keyboard and the notch, and gives the page back", async ({
  site,
  browser,
}) => {
  site.page("/", {
    body: "<main><h1>Tienda</h1><p style='height: 3000px'>Mucho que leer. <a href='#x'>Leer</a></p></main>",
  });
  const page = await phone(browser);
  await page.goto(site.url);
  await launcher(page).tap();
  const chat = page.getByRole("dialog");
  await expect(chat.getByRole("button", { name: "Quiero comprar" })).toBeVisible();
  await expect(chat).toHaveAttribute("aria-modal", "true");
  expect(await box(page)).toEqual([0, 0, 390, 844]);
  // The keyboard stays down until the visitor wants to write.
  await expect(chat).toBeFocused();
  const stops = new Set<string>();
  for (let press = 0; press < 20; press++) {
    await page.keyboard.press(press < 10 ? "Tab" : "Shift+Tab");
    stops.add(
      await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.tagName ?? "the page"),
    );
  }
  expect(stops).toEqual(new Set(["BUTTON", "DIV", "TEXTAREA"]));

  // Fingers need room, and fields that are written in must not make the phone zoom.
  const small = await chat.evaluate((panel) =>
    [...panel.querySelectorAll("button, input, textarea, select")]
      .filter((one) => one.checkVisibility())
      .map((one) => [one.className, Math.round(one.getBoundingClientRect().height)] as const)
      .filter(([, height]) => height < 40),
  );
  expect(small).toEqual([]);
  expect(
    await chat.getByRole("textbox", { name: "Mensaje" }).evaluate((one) => getComputedStyle(one).fontSize),
  ).toBe("16px");

  // The keyboard comes up, and pushes the page; then goes down. Browsers do not emulate it, so its word is put in their mouth.
  await chat.getByRole("textbox", { name: "Mensaje" }).tap();
  const keyboard = (height: number, offsetTop: number) =>
    page.evaluate(
      ([height, offsetTop]) => {
        for (const [name, value] of Object.entries({ height, offsetTop }))
          Object.defineProperty(visualViewport, name, { value, configurable: true });
        visualViewport?.dispatchEvent(new Event("resize"));
      },
      [height, offsetTop],
    );
  await keyboard(420, 60);
  expect(await box(page)).toEqual([0, 60, 390, 420]);
  await expect(
    chat.getByRole("button", { name: "Hablar con una persona" }),
    "the newest stays in sight",
  ).toBeInViewport();
  await write(chat, "Hola");
  await keyboard(844, 0);
  expect(await box(page)).toEqual([0, 0, 390, 844]);

  const devtools = await page.context().newCDPSession(page);
  const edge = () =>
    chat
      .getByRole("textbox", { name: "Mensaje" })
      .evaluate((one) => Math.round(one.getBoundingClientRect().bottom));
  const before = await edge();
  await devtools.send("Emulation.setSafeAreaInsetsOverride", { insets: { top: 47, bottom: 34 } });
  await expect.poll(edge).toBe(before - 34 + 12);
  expect(await chat.locator(".head").evaluate((one) => getComputedStyle(one).paddingTop)).toBe("47px");

  await chat.getByRole("button", { name: "Cerrar el chat" }).tap();
  await expect(chat).toBeHidden();
  await expect(launcher(page)).toBeFocused();
  await page.getByRole("link", { name: "Leer" }).tap();
  await expect(page).toHaveURL(/#x$/);
  await page.context().close();
});

test("turned on its side it fills the screen too; on a wide one it stands beside the page and is no trap", async ({
  site,
  browser,
}) => {
  const page = await phone(browser, { width: 844, height: 390 });
  await page.goto(site.url);
  await launcher(page).tap();
  const chat = page.getByRole("dialog");
  await expect(chat).toBeVisible();
  expect(await box(page)).toEqual([0, 0, 844, 390]);
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect.poll(() => box(page)).toEqual([1280 - 20 - 380, 800 - 20 - 620, 380, 620]);
  await expect(chat).not.toHaveAttribute("aria-modal", "true");
  await page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(() => box(page)).toEqual([0, 0, 390, 844]);
  await expect(chat).toHaveAttribute("aria-modal", "true");
  await page.context().close();
});

test("nothing moves for who asked for that; dark only where the site asked for it", async ({
  site,
  browser,
}) => {
  const context = await browser.newContext({ reducedMotion: "reduce", colorScheme: "dark", locale: "es-CO" });
  const page = await context.newPage();
  await page.goto(site.url);
  await launcher(page).click();
  const chat = page.getByRole("dialog");
  await expect(chat.getByRole("button", { name: "Quiero comprar" })).toBeVisible();
  const moves = () =>
    page.evaluate(() =>
      [...(document.querySelector("atalaya-widget")?.shadowRoot?.querySelectorAll("*") ?? [])].flatMap(
        (one) => {
          const { animationName, transitionDuration } = getComputedStyle(one);
          return animationName !== "none" || transitionDuration !== "0s" ? [one.className] : [];
        },
      ),
    );
  expect(await moves()).toEqual([]);
  await site.types();
  await expect(chat.getByText(/está escribiendo/)).toBeVisible();
  expect(await moves()).toEqual([]);
  const ground = () => chat.evaluate((one) => getComputedStyle(one).backgroundColor);
  expect(await ground()).toBe("rgb(255, 255, 255)");
  await page.evaluate(() => window.atalaya.widget.setConfig({ theme: "auto" }));
  await expect.poll(ground).toBe("rgb(27, 27, 25)");
  await page.evaluate(() => window.atalaya.widget.setConfig({ theme: "light" }));
  await expect.poll(ground).toBe("rgb(255, 255, 255)");
  await context.close();
});
