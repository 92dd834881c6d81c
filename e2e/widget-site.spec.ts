// Sites that move under the chat: pages that change without a reload, bodies that are swapped, languages and directions.
import { expect, launcher, openChat, test, write } from "./site.js";

test("on a single-page site the conversation stays, and the agent sees every page", async ({
  site,
  person,
}) => {
  const { page } = await person();
  await page.goto(`${site.url}/?ref=home`);
  const chat = await openChat(page);
  await write(chat, "¿Hay alguien?");
  await expect(chat.getByText(/Enviado/)).toBeVisible();
  const pages = async () => {
    const [{ pages: seen }] = await site.visitors("pages { url title }");
    return seen
      .map(({ url, title }: { url: string; title: string }) => `${url.slice(site.url.length)} ${title}`)
      .sort();
  };
  const there: string[] = ["/?ref=home Tienda Sur"];
  await expect.poll(pages).toEqual(there);
  const go = async (move: () => void, shown: string) => {
    await page.evaluate(move);
    there.push(shown);
    await expect.poll(pages).toEqual([...there].sort());
  };
  await go(() => {
    history.pushState(null, "", "/catalogo?reset_token=hush&id=3");
    // As routers do: the title comes after the address.
    setTimeout(() => (document.title = "Catálogo"), 50);
  }, "/catalogo?id=3 Catálogo");
  await go(() => {
    history.replaceState(null, "", "/catalogo/rojo");
    document.title = "Rojo";
  }, "/catalogo/rojo Rojo");
  await go(() => {
    location.hash = "#/ofertas";
    document.title = "Ofertas";
  }, "/catalogo/rojo#/ofertas Ofertas");
  await go(() => {
    history.go(-2);
    addEventListener("popstate", () => (document.title = "Inicio"));
  }, "/?ref=home Inicio");
  // A place on the page is no other page.
  await page.evaluate(() => (location.hash = "#abajo"));

  // The site throws away what it had drawn, and the chat with it.
  await chat.getByRole("textbox", { name: "Mensaje" }).fill("A medias");
  await page.evaluate(() => document.body.replaceChildren("nuevo"));
  await expect(chat.getByRole("textbox", { name: "Mensaje" })).toHaveValue("A medias");
  await page.evaluate(() => document.body.replaceWith(document.createElement("body")));
  await expect(chat.getByRole("textbox", { name: "Mensaje" })).toHaveValue("A medias");
  await page.evaluate(() => document.body.replaceChildren("otra vez"));
  await expect(chat.getByRole("log").getByText("¿Hay alguien?")).toBeVisible();
  await site.say("Aquí estoy.");
  await expect(chat.getByRole("log").getByText("Aquí estoy.")).toBeVisible();
  expect(await site.visitors("number")).toHaveLength(1);
  expect(await pages()).toEqual([...there].sort());

  // And turns to another language.
  await page.evaluate(() => document.documentElement.setAttribute("lang", "en"));
  await page.evaluate(() => window.atalaya.widget.setConfig({ locale: "en-GB" }));
  await expect(chat.getByRole("textbox", { name: "Message" })).toBeVisible();
  await expect(chat.getByRole("log").getByText("Ana Ruiz joined")).toBeVisible();
});

test("a page that is read from right to left has it on its left, mirrored, each text in its own direction", async ({
  site,
  person,
}) => {
  await site.publish({
    start: "hello",
    nodes: {
      hello: { kind: "message", text: "שלום! איך אפשר לעזור? Atalaya 24/7.", next: "ask" },
      ask: {
        kind: "options",
        text: "بماذا نساعدك؟",
        options: [
          { label: "أريد الشراء", next: null },
          { label: "I need help", next: null },
        ],
      },
    },
  });
  site.page("/he", { html: 'lang="he" dir="rtl"' });
  const { page } = await person({ locale: "en-US" });
  await page.goto(`${site.url}/he`);
  const boxOf = async (target: ReturnType<typeof launcher>) => {
    const box = await target.boundingBox();
    if (!box) throw new Error("not drawn");
    return box;
  };
  await launcher(page).waitFor();
  const before = await boxOf(launcher(page));
  expect(before.x).toBe(20);
  const chat = await openChat(page);
  expect((await boxOf(chat)).x).toBe(20);
  await write(chat, "אני צריך עזרה");
  const mine = chat.locator(".mine .bubble");
  await expect(mine).toBeVisible();
  const panel = await boxOf(chat);
  // Mine at the end of the line, theirs at its beginning; the title at the right, the way out at the left.
  expect((await boxOf(mine)).x - panel.x).toBeLessThan(20);
  const theirs = await boxOf(chat.getByText("שלום! איך אפשר לעזור?"));
  expect(panel.x + panel.width - theirs.x - theirs.width).toBeLessThan(20);
  expect((await boxOf(chat.getByRole("button", { name: /Close|Cerrar/ }))).x - panel.x).toBeLessThan(20);
  expect((await boxOf(chat.getByRole("button", { name: /^(Send|Enviar)$/ }))).x - panel.x).toBeLessThan(30);
  const direction = (text: string) =>
    chat
      .getByText(text)
      .first()
      .evaluate((element) => {
        const range = document.createRange();
        range.selectNodeContents(element);
        const first = document.createRange();
        const node = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
        let last: Node | null = null;
        while (node.nextNode()) last = node.currentNode;
        first.setStart(last as Node, 0);
        first.setEnd(last as Node, 1);
        const whole = range.getBoundingClientRect();
        return first.getBoundingClientRect().x > whole.x + whole.width / 2 ? "rtl" : "ltr";
      });
  expect(await direction("بماذا نساعدك؟")).toBe("rtl");
  expect(await direction("أريد الشراء")).toBe("rtl");
  expect(await direction("I need help")).toBe("ltr");

  // The site's own wish about the side is in reading direction too, and the page may turn around.
  await page.evaluate(() => window.atalaya.widget.setConfig({ side: "start" }));
  await expect.poll(async () => (await boxOf(chat)).x).toBe(1440 - 20 - 380);
  await page.evaluate(() => document.documentElement.setAttribute("dir", "ltr"));
  await expect.poll(async () => (await boxOf(chat)).x).toBe(20);
});
