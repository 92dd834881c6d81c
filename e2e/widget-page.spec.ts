// Pages of every temper: one with a strict policy, one whose style sheet is against everybody, one that never reloads, one
// that is read from right to left. The chat is the same on all of them.
import type { Locator, Page } from "@playwright/test";
import { expect, launcher, openChat, test, write } from "./site.js";

const FORM = {
  start: "hello",
  nodes: {
    hello: { kind: "message", text: "Hola. Mira https://tienda.example/ayuda", next: "ask" },
    ask: {
      kind: "options",
      text: "¿En qué te ayudamos?",
      options: [{ label: "Quiero comprar", next: "form" }],
    },
    form: {
      kind: "form",
      text: "Déjanos tus datos.",
      form: {
        name: "Contacto",
        fields: [
          { name: "email", label: "Correo", type: "email", required: true, options: null },
          { name: "size", label: "Talla", type: "select", required: false, options: ["S", "M"] },
          { name: "note", label: "Nota", type: "textarea", required: false, options: null },
          { name: "ok", label: "Acepto", type: "consent", required: true, options: null },
        ],
      },
      next: "person",
    },
    person: { kind: "handoff", text: "Ahora viene alguien." },
  },
};

/** From the first opening to the end of the conversation; `seen` after each step. */
async function walk(
  page: Page,
  say: (text: string) => Promise<void>,
  turn: (what: "closeConversation") => Promise<void>,
  seen: (state: string, chat: Locator) => Promise<void>,
): Promise<void> {
  const closed = page.locator("atalaya-widget");
  await launcher(page).waitFor();
  await seen("closed", closed);
  const chat = await openChat(page);
  await expect(chat.getByRole("button", { name: "Quiero comprar" })).toBeVisible();
  await chat.getByRole("button", { name: "Más opciones" }).click();
  await seen("options, with the menu", closed);
  await page.keyboard.press("Escape");
  await chat.getByRole("button", { name: "Quiero comprar" }).click();
  await chat.getByRole("button", { name: "Enviar datos" }).click();
  await expect(chat.getByText("Falta este dato")).toHaveCount(2);
  await seen("form with errors", closed);
  await chat.getByLabel("Correo").fill("maria@correo.example");
  await chat.getByLabel(/Nota/).fill("Una línea\ny otra");
  await chat.getByLabel("Acepto").check();
  await chat.getByRole("button", { name: "Enviar datos" }).click();
  await expect(chat.getByText("Ahora viene alguien.")).toBeVisible();
  await write(chat, "Uno\ndos");
  await expect(chat.getByText(/Enviado/)).toBeVisible();
  await chat.getByRole("textbox", { name: "Mensaje" }).fill("Una línea\notra\ny otra");
  await seen("waiting", closed);
  await say("Hola, soy Ana.");
  await expect(chat.getByRole("log").getByText("Hola, soy Ana.")).toBeVisible();
  await seen("live", closed);
  await turn("closeConversation");
  await expect(chat.getByText("Escribe cuando quieras y empezamos otra")).toBeVisible();
  await seen("over", closed);
}

test("a strict policy has nothing to report in any state", async ({ site, person }) => {
  await site.publish(FORM);
  const server = site.house.url;
  site.serve("/snippet.js", site.snippet());
  site.serve(
    "/listen.js",
    "window.order = []; addEventListener('securitypolicyviolation', (e) => order.push(e.violatedDirective + ' ' + e.blockedURI));",
  );
  site.page(
    "/strict",
    {
      head: `<script src="/listen.js"></script>`,
      snippet: `<script src="/snippet.js"></script>${site.script}`,
    },
    {
      "content-security-policy":
        `default-src 'self'; script-src 'self' ${server}; connect-src 'self' ${server} ${server.replace("http", "ws")}; ` +
        "require-trusted-types-for 'script'; trusted-types 'none'",
    },
  );
  const { page, context } = await person();
  // The policy is in force, or the story tells nothing.
  const other = await context.newPage();
  await other.goto(`${site.url}/strict`);
  await other.evaluate(() => document.body.setAttribute("style", "color: red"));
  await expect.poll(() => other.evaluate(() => window.order)).toHaveLength(1);
  await other.close();
  await page.goto(`${site.url}/strict`);
  await walk(
    page,
    (text) => site.say(text),
    (what) => site.turn(what),
    async () => {
      await page.evaluate(() => {
        for (const theme of ["dark", "auto", "light"] as const) window.atalaya.widget.setConfig({ theme });
        window.atalaya.widget.setConfig({ color: "#7c3aed" });
      });
    },
  );
  expect(await page.evaluate(() => window.order)).toEqual([]);
});

const HOSTILE = `
  * { all: revert !important; font: italic 900 40px/3 fantasy !important; letter-spacing: 9px !important; color: lime !important;
      text-transform: uppercase !important; direction: rtl !important; visibility: hidden !important; opacity: .3 !important;
      --fill: red; --ink-on: red; --surface: red; --ink: red; --text: red; --soft: red; --line: red; --bad: red; --on: red; }
  div, section, button, form, p, input, textarea, svg, span { display: none !important; transform: scale(3) !important; }
  :not(:defined) { display: none !important; }
  html { font-size: 40px !important; }
  body { transform: rotate(8deg) translate(80px, 200px) !important; filter: blur(3px) !important; overflow: hidden !important;
      perspective: 10px; contain: strict; height: 50px !important; visibility: visible !important; }
  body > * { position: absolute !important; clip-path: circle(1px) !important; width: 1px !important; height: 1px !important; }
  atalaya-widget { display: none !important; z-index: -1 !important; pointer-events: none !important; }
  .curtain { display: block !important; visibility: visible !important; position: fixed !important; inset: 0 !important;
      width: 100vw !important; height: 100vh !important; clip-path: none !important; z-index: 2147483647 !important; background: #000 !important; }
`;

/** Every box in the chat: where it is, and how it is drawn. */
const boxes = (page: Page) =>
  page.evaluate(() => {
    const root = document.querySelector("atalaya-widget")?.shadowRoot;
    if (!root) return [];
    return [...root.querySelectorAll("*")].map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      const looks = [
        "color",
        "background-color",
        "font",
        "letter-spacing",
        "text-transform",
        "direction",
        "visibility",
        "opacity",
        "display",
        "pointer-events",
        "box-shadow",
        "cursor",
        "text-align",
      ];
      if (width * height === 0) return element.tagName;
      const place = [x, y, width, height].map((one) => Math.round(one * 4) / 4).join(" ");
      return `${element.tagName}.${element.getAttribute("class") ?? ""} ${place} ${looks.map((name) => style.getPropertyValue(name)).join("|")}`;
    });
  });

test("a style sheet that is against everybody changes no box and no colour of it", async ({
  site,
  person,
}) => {
  await site.publish(FORM);
  site.page("/hostile", {
    head: `<style>${HOSTILE}</style>`,
    body: '<h1>Tienda</h1><div class="curtain"></div>',
  });
  const drawn: Record<string, string[]>[] = [];
  for (const path of ["/", "/hostile"]) {
    const { page } = await person();
    // One minute for all, so that the times on both are as wide.
    await page.clock.setFixedTime(new Date());
    const states: Record<string, string[]> = {};
    drawn.push(states);
    await page.goto(site.url + path);
    await walk(
      page,
      (text) => site.say(text),
      (what) => site.turn(what),
      async (state) => {
        await page.evaluate(() =>
          Promise.all(
            [...(document.querySelector("atalaya-widget")?.shadowRoot?.querySelectorAll("*") ?? [])].flatMap(
              (one) => one.getAnimations().map((animation) => animation.finish()),
            ),
          ),
        );
        await page.mouse.move(5, 5);
        states[state] = await boxes(page);
      },
    );
  }
  const [plain, hostile] = drawn;
  expect(Object.keys(plain ?? {})).toHaveLength(6);
  for (const [state, there] of Object.entries(plain ?? {})) expect(hostile?.[state], state).toEqual(there);
});
