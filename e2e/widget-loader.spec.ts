// The script a site embeds: what it costs the page, what it keeps, and what it does to every way of putting it in.
import type { Page } from "@playwright/test";
import type { Widget } from "../widget/src/sdk/options.js";
import { expect, launcher, openChat, test, write } from "./site.js";

interface Snippet {
  cmd: { push: (command: (widget: Widget) => void) => void };
  widget: Widget;
}
declare global {
  interface Window {
    atalaya: Snippet;
    chatim: Snippet;
    order: string[];
  }
}

/** What the page asks of the chat's server, by path. */
function asked(page: Page, server: string): string[] {
  const paths: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin === server)
      paths.push(url.pathname.replace(/pk_\w+/, "KEY").replace(/-[\w-]+\.js/, ".js"));
  });
  return paths;
}

test("a page pays for the loader only, and a visitor exists from the first opening", async ({
  site,
  person,
}) => {
  const { page } = await person();
  const paths = asked(page, site.house.url);
  // What the page's thread works, in its own time: how busy the machine is does not count.
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  const worked = async () => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    return 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0);
  };
  site.page("/bare", { snippet: "" });
  await page.goto(`${site.url}/bare`);
  await page.evaluate((snippet) => new Function(snippet)(), site.snippet());
  const before = await worked();
  await page.evaluate((src) => {
    document.head.append(Object.assign(document.createElement("script"), { src }));
  }, `${site.house.url}/widget.js`);
  await launcher(page).waitFor();
  expect((await worked()) - before, "all of the loader's work, in ms").toBeLessThan(50);
  expect(paths).toEqual(["/widget.js", "/widget/KEY/look"]);
  expect(await page.evaluate(() => window.atalaya.widget.getConfig())).toBeNull();
  await page.evaluate(() => {
    window.atalaya.widget.close();
    window.atalaya.widget.restartChat();
    window.atalaya.widget.setParams({ plan: "pro" });
  });
  await page.reload();
  expect(paths).toHaveLength(2);
  expect(await site.visitors("number")).toEqual([]);

  await page.goto(site.url);
  await openChat(page);
  expect(paths).toContain("/widget/chat.js");
  expect(await site.visitors("number")).toHaveLength(1);
  await expect
    .poll(() => page.evaluate(() => window.atalaya.widget.getConfig()))
    .toMatchObject({ title: expect.any(String), locale: "es" });

  // Who has a conversation gets the chat when the page is idle, without a task that anybody would notice.
  await page.goto("about:blank");
  await page.goto(`${site.url}/bare`);
  await page.evaluate((snippet) => new Function(snippet)(), site.snippet());
  const again = await worked();
  const loaded = page.waitForResponse(/status|graphql/);
  await page.evaluate((src) => {
    document.head.append(Object.assign(document.createElement("script"), { src }));
  }, `${site.house.url}/widget.js`);
  await loaded;
  expect((await worked()) - again, "loader and chat, in ms").toBeLessThan(100);
  await devtools.detach();
});

test("calls made before the script has loaded are kept in order; parameters merge, and beat the address", async ({
  site,
  person,
}) => {
  const { page } = await person();
  site.page("/", {
    snippet: `<script>
      ${site.snippet({ params: { plan: "free", cart: 1 }, config: { title: "Ayuda" } })}
      window.order = [];
      atalaya.cmd.push(function () { order.push("first " + atalaya.widget.getConfig()); });
      atalaya.cmd.push(function () { throw new Error("a mistake of the site's own"); });
      atalaya.cmd.push(function (widget) { widget.setParams({ plan: "pro", utm_term: "mine" }); order.push("second"); });
    </script>${site.script}`,
  });
  await page.goto(`${site.url}/?utm_source=boletin&utm_term=theirs&api_token=hush&long=${"x".repeat(1025)}`);
  await launcher(page).waitFor();
  await page.evaluate(() => {
    window.atalaya.cmd.push(() => window.order.push("at once"));
    window.order.push("then");
  });
  expect(await page.evaluate(() => window.order)).toEqual(["first null", "second", "at once", "then"]);
  await page.evaluate(() => window.atalaya.widget.setParams({ seats: 3, trial: true }));
  // What another page of the visit was opened with counts too.
  await page.goto(`${site.url}/?coupon=ABRIL`);
  await page.evaluate(() => window.atalaya.cmd.push((widget) => widget.open()));
  await expect(page.getByRole("dialog", { name: "Ayuda" })).toBeVisible();
  await expect
    .poll(async () => (await site.visitors("params { key value source }"))[0]?.params)
    .toHaveLength(5);
  const [{ params }] = await site.visitors("params { key value source }");
  expect(Object.fromEntries(params.map((one: { key: string }) => [one.key, one]))).toMatchObject({
    plan: { value: "pro", source: "SDK" },
    cart: { value: "1", source: "SDK" },
    utm_source: { value: "boletin", source: "URL" },
    utm_term: { value: "mine", source: "SDK" },
    coupon: { value: "ABRIL", source: "URL" },
  });
  await page.evaluate(() => window.atalaya.widget.setParams({ cart: 2 }));
  await expect
    .poll(async () => JSON.stringify(await site.visitors("params { key value }")))
    .toContain('{"key":"cart","value":"2"}');
});

test("however it is put in: under the other name, in the head, twice, beside a server that does not answer", async ({
  site,
  person,
}) => {
  const { page } = await person();
  site.page("/chatim", { snippet: `<script>${site.snippet({}, "chatim")}</script>${site.script}` });
  await page.goto(`${site.url}/chatim`);
  await launcher(page).waitFor();
  await page.evaluate(() => window.chatim.cmd.push(() => window.chatim.widget.open()));
  await expect(page.getByRole("dialog")).toBeVisible();

  const script = site.script.replace(" async", "");
  site.page("/head", {
    head: `<script>${site.snippet({ config: { color: "#7c3aed" } })}</script>${script}${script}`,
    snippet: `<script>${site.snippet()}</script>${script}`,
  });
  const other = (await person()).page;
  await other.goto(`${site.url}/head`);
  await launcher(other).waitFor();
  expect(await other.locator("atalaya-widget").count()).toBe(1);
  expect(await other.evaluate(() => document.querySelector("atalaya-widget")?.parentElement?.tagName)).toBe(
    "BODY",
  );
  await openChat(other);
  await expect(other.getByRole("dialog")).toHaveCount(1);

  // Nobody answers for the colour of the button: it comes all the same.
  const third = (await person()).page;
  await third.route("**/look", () => undefined);
  await third.goto(site.url);
  await expect(launcher(third)).toBeVisible();
});

test("nothing that a page does to it comes back as an error of the page", async ({ site, person }) => {
  // `person` fails the story if any page throws.
  const { page } = await person();
  await page.goto(site.url);
  await launcher(page).waitFor();
  const abuse = () => {
    const { widget } = window.atalaya;
    const bad: object = {
      get color() {
        throw new Error("a trap");
      },
    };
    const calls = [
      null,
      undefined,
      5,
      "x",
      bad,
      { color: Symbol("no") },
      { params: () => 1 },
      [1],
      { a: { b: 1 } },
    ];
    for (const odd of calls as never[]) {
      widget.setConfig(odd);
      widget.setParams(odd);
      window.atalaya.cmd.push(odd);
      widget.getConfig();
      widget.close();
    }
    widget.setConfig({ color: "#0f766e", locale: "¿?", title: "", theme: "odd" as never });
  };
  await page.evaluate(abuse);
  await openChat(page);
  await page.evaluate(abuse);
  await page.evaluate(() => window.atalaya.widget.open());
  await expect(page.getByRole("dialog")).toBeVisible();

  // Where the chat cannot be fetched the button stays, and the next press tries again.
  const far = (await person()).page;
  await far.route("**/widget/chat-*.js*", (route) => route.abort());
  await far.goto(site.url);
  const failed = far.waitForEvent("console", (message) => message.text().startsWith("Atalaya:"));
  await launcher(far).click();
  await failed;
  await far.unroute("**/widget/chat-*.js*");
  await openChat(far);
});

for (const [how, spoil] of [
  [
    "blocked",
    () => {
      for (const name of ["localStorage", "sessionStorage"])
        Object.defineProperty(window, name, {
          get() {
            throw new DOMException("The user blocks it.", "SecurityError");
          },
        });
    },
  ],
  [
    "full",
    () => {
      for (const storage of [localStorage, sessionStorage])
        for (let size = 8 << 20; size > 0; size = Math.floor(size / 2))
          try {
            storage.setItem(`filling ${size}`, "x".repeat(size));
          } catch {
            // No room for that much.
          }
    },
  ],
] as const) {
  test(`with storage that is ${how}, the chat lives as long as the page`, async ({ site, person }) => {
    const { page } = await person();
    await page.addInitScript(spoil);
    await page.goto(`${site.url}/?utm_source=boletin`);
    await launcher(page).waitFor();
    await page.evaluate(() => window.atalaya.widget.setParams({ plan: "pro" }));
    const chat = await openChat(page);
    await write(chat, "¿Hay alguien?");
    await expect(chat.getByText(/Enviado/)).toBeVisible();
    await site.say("Aquí estoy.");
    await expect(chat.getByRole("log").getByText("Aquí estoy.")).toBeVisible();
    await page.evaluate(() => window.atalaya.widget.restartChat());
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect.poll(async () => (await site.visitors("number")).length).toBe(2);
    await openChat(page);
    await expect(chat.getByText("¿Hay alguien?")).toHaveCount(0);
    expect((await site.visitors("params { key }"))[1].params).toHaveLength(2);
  });
}

test("restartChat forgets, closes, and begins again as somebody new, who came by the same road", async ({
  site,
  person,
}) => {
  const { page } = await person();
  await page.goto(`${site.url}/?utm_source=boletin`);
  const chat = await openChat(page);
  await write(chat, "Soy la primera");
  await expect(chat.getByText(/Enviado/)).toBeVisible();
  const stored = () => page.evaluate(() => JSON.stringify({ ...localStorage }));
  const token = /"token\\":\\"([\w-]{43})/.exec(await stored())?.[1];
  expect(token).toBeTruthy();
  await page.evaluate(() => window.atalaya.widget.restartChat());
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect.poll(async () => (await site.visitors("number")).length).toBe(2);
  await expect.poll(stored).not.toContain(token);
  await expect
    .poll(async () => (await site.visitors("number params { value source }"))[0])
    .toMatchObject({ number: 2, params: [{ value: "boletin", source: "URL" }] });
  await openChat(page);
  await expect(chat.getByText("Soy la primera")).toHaveCount(0);
  expect(await site.visitors("number")).toHaveLength(2);
});
