// One visitor for one browser, whatever its tabs and its network do. (What tabs send together: outbox.spec.ts; a server that
// restarts: first-light.spec.ts.)
import { setTimeout as pause } from "node:timers/promises";
import { expect, launcher, openChat, test, write } from "./site.js";
import { Wire } from "./wire.js";

test("two tabs are one visitor: what one reads is read, and a new beginning is one for both", async ({
  site,
  person,
}) => {
  const { page: one, context } = await person();
  const secrets: string[] = [];
  context.on("request", (request) => {
    if (request.url().startsWith(site.house.url)) secrets.push(request.url());
  });
  const other = await context.newPage();
  await one.goto(site.url);
  await other.goto(site.url);
  const first = await openChat(one);
  // The other tab, where nobody opened anything, follows.
  await expect(launcher(other)).toBeVisible();
  await openChat(other);
  await other.keyboard.press("Escape");
  await site.say("¿Seguimos?");
  await expect(first.getByRole("log").getByText("¿Seguimos?")).toBeVisible();
  await one.keyboard.press("Escape");
  // Read there, and so read here.
  await expect(other.getByRole("button", { name: "Abrir el chat", exact: true })).toBeVisible();
  await site.say("¿Estás?");
  for (const page of [one, other])
    await expect(page.getByRole("button", { name: "Abrir el chat, 1 mensaje sin leer" })).toBeVisible();
  await launcher(other).click();
  await expect(other.getByRole("log").getByText("¿Estás?")).toBeVisible();
  await expect(one.getByRole("button", { name: "Abrir el chat", exact: true })).toBeVisible();
  expect(await site.visitors("number")).toHaveLength(1);

  await launcher(one).click();
  await one.evaluate(() => window.atalaya.widget.restartChat());
  await expect(one.getByRole("dialog")).toHaveCount(0);
  await expect(other.getByRole("log").getByText("¿Estás?")).toHaveCount(0);
  await expect.poll(async () => (await site.visitors("number")).length).toBe(2);
  await write(other.getByRole("dialog"), "Soy otra persona");
  await launcher(one).click();
  await expect(one.getByRole("log").getByText("Soy otra persona")).toBeVisible();
  await expect(one.getByText("¿Estás?")).toHaveCount(0);
  expect(await site.visitors("number")).toHaveLength(2);

  // The visitor's only credential is in no address, and nothing of it is in a cookie.
  const stored = await one.evaluate(() => JSON.stringify({ ...localStorage }));
  const token = /"token\\":\\"([\w-]{43})/.exec(stored)?.[1] ?? "none";
  expect(token).toHaveLength(43);
  expect(secrets.filter((url) => url.includes(token))).toEqual([]);
  expect(await context.cookies()).toEqual([]);
});

for (const how of ["gone", "a black hole"] as const) {
  test(`the network is ${how} for ten seconds in mid-sentence: nothing is lost, nothing doubled`, async ({
    site,
    person,
  }) => {
    const wire = await Wire.open(site.house.port);
    try {
      const { page, context } = await person();
      site.page("/", {
        snippet: `<script>${site.snippet()}</script><script src="http://127.0.0.1:${wire.port}/widget.js" async></script>`,
      });
      await page.goto(site.url);
      const chat = await openChat(page);
      const said = chat.getByRole("log").locator(".bubble");
      const box = chat.getByRole("textbox", { name: "Mensaje" });
      await write(chat, "Antes");
      await expect(chat.getByText(/ · Enviado$/)).toBeVisible();
      await box.pressSequentially("En mitad de ");
      if (how === "gone") await context.setOffline(true);
      else wire.become("black hole");
      const back = pause(10_000);
      await box.pressSequentially("una frase");
      await box.press("Enter");
      await write(chat, "Y otra");
      await expect(chat.getByText("Enviando")).toHaveCount(2);
      if (how === "gone") await expect(chat.getByText("Sin conexión. Reconectando…")).toBeVisible();
      await site.say("¿Sigues ahí?");
      await box.pressSequentially("A medias");
      await back;
      expect(
        JSON.stringify(await site.visitors("conversation { messages(last: 9) { text } }")),
      ).not.toContain("una frase");
      if (how === "gone") await context.setOffline(false);
      else wire.become("whole");
      await expect(chat.getByText("Enviando")).toHaveCount(0, { timeout: 20_000 });
      await expect(chat.getByText("Sin conexión. Reconectando…")).toHaveCount(0, { timeout: 20_000 });
      await expect(box).toHaveValue("A medias");
      await box.press("Enter");
      const last = ["En mitad de una frase", "Y otra", "A medias"];
      const mine = async () => {
        const [{ conversation }] = await site.visitors("conversation { messages(last: 50) { text author } }");
        return conversation.messages
          .filter(({ author }: { author: string }) => author === "VISITOR")
          .map(({ text }: { text: string }) => text);
      };
      await expect.poll(mine).toEqual(["Antes", ...last]);
      await expect(said.filter({ hasText: "¿Sigues ahí?" })).toHaveCount(1);
      for (const text of last) await expect(said.filter({ hasText: text })).toHaveCount(1);
      await page.reload();
      await launcher(page).click();
      for (const text of last) await expect(said.filter({ hasText: text })).toHaveCount(1);
      expect(await mine()).toEqual(["Antes", ...last]);
    } finally {
      wire.close();
    }
  });
}
