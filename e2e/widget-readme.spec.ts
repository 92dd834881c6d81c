// What widget/README.md says is done as it says: its examples are run as they stand, with an address and a key filled in; and
// its package is packed, typed, bundled and mounted.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { WidgetClient } from "../server/test/clients.js";
import { type Site, expect, launcher, openChat, test } from "./site.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const README = readFileSync(join(ROOT, "widget/README.md"), "utf8");

/** The examples in that language, in order, for that site. */
const examples = (language: string, { house, key }: Site): string[] =>
  [...README.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(([, code = ""]) =>
    code
      .replaceAll("https://chat.example.org", house.url)
      .replaceAll("wss://chat.example.org", house.url.replace("http", "ws"))
      .replaceAll("YOUR_KEY", key),
  );

test("the examples of the page do what stands beside them", async ({ site, person }) => {
  // Those of signed-in users have a story of their own, below.
  const [embed = "", other = "", _signed, ...moreHtml] = examples("html", site);
  const [params = "", own = "", looks = "", _fresh, ...moreCode] = examples("js", site);
  const [policy = ""] = examples("txt", site);
  expect([embed, other, params, own, looks, policy].every(Boolean)).toBe(true);
  expect([...moreHtml, ...moreCode], "a new example needs its lines here").toEqual([]);
  site.page(
    "/embed",
    { snippet: embed.replace(/<script>([\s\S]*?)<\/script>/, '<script src="/snippet.js"></script>') },
    {
      "content-security-policy": `default-src 'self'; ${policy.trim().replace("script-src", "script-src 'self'")}`,
    },
  );
  site.serve("/snippet.js", /<script>([\s\S]*?)<\/script>/.exec(embed)?.[1] ?? "");
  site.serve("/params.js", params);
  const { page } = await person();
  await page.goto(`${site.url}/embed`);
  await page.addScriptTag({ url: "/params.js" });
  await openChat(page);
  const told = async () => (await site.visitors("params { key value }"))[0].params;
  await expect.poll(told).toHaveLength(2);
  expect(await told()).toEqual(
    expect.arrayContaining([
      { key: "plan", value: "pro" },
      { key: "cartTotal", value: "42" },
    ]),
  );
  // The table of calls is what there is to call.
  const calls = [...README.matchAll(/^\| `(\w+)\(\w*\)`/gm)].map(([, name]) => name);
  expect(calls.sort()).toEqual(await page.evaluate(() => Object.keys(window.atalaya.widget).sort()));
  // So is that of the configuration.
  const table = /^### Configuration$([\s\S]*?)^###/m.exec(README)?.[1] ?? "";
  const settings = [...table.matchAll(/^\| `(\w+)`/gm)];
  const declared = /interface WidgetConfig \{([\s\S]*?)^\}/m.exec(
    readFileSync(join(ROOT, "widget/src/sdk/options.ts"), "utf8"),
  )?.[1];
  expect(settings.map(([, name]) => name)).toEqual(
    [...(declared ?? "").matchAll(/^ {2}(\w+)\?/gm)].map(([, name]) => name),
  );

  site.page("/other", { snippet: other });
  const second = (await person()).page;
  await second.goto(`${site.url}/other`);
  await openChat(second);

  site.page("/own", {
    body: '<main><h1>Tienda</h1><button id="help">Ayuda</button></main>',
    snippet: `<script>${site.snippet()}</script><script>${own}</script>${site.script}`,
  });
  const third = (await person()).page;
  await third.goto(`${site.url}/own`);
  await third.evaluate(() => new Promise<void>((done) => window.atalaya.cmd.push(() => done())));
  await expect(launcher(third)).toHaveCount(0);
  await third.getByRole("button", { name: "Ayuda" }).click();
  await expect(third.getByRole("dialog")).toBeVisible();

  const fourth = (await person({ colorScheme: "dark" })).page;
  await fourth.goto(site.url);
  await fourth.addScriptTag({ content: looks });
  const chat = await openChat(fourth);
  await expect(fourth.getByRole("dialog", { name: "Garden help" })).toBeVisible();
  await expect(chat.getByRole("textbox", { name: "Message" })).toBeVisible();
  expect((await chat.boundingBox())?.x).toBe(20);
  expect(await chat.evaluate((one) => getComputedStyle(one).backgroundColor)).toBe("rgb(27, 27, 25)");
  await expect(chat.getByRole("button", { name: "Send" })).toBeVisible();
  expect(await fourth.evaluate(() => window.atalaya.widget.getConfig())).toMatchObject({
    color: "#7c3aed",
    side: "start",
  });
});

/** What the site's server would print: its example, with the secret in its environment. Null: that language is not here. */
function signs(language: "mjs" | "php" | "python", site: Site, secret: string): string | null {
  const [example = ""] = examples(language, site);
  expect(example).not.toBe("");
  const user = { id: 7, name: "Zoë 🙂 Çelik", email: "zoe@example.com" };
  const json = JSON.stringify(user);
  const room = join(ROOT, "test-results/signing");
  mkdirSync(room, { recursive: true });
  const file = join(room, `sign.${language}`);
  const lines = {
    mjs: `${example}\nconsole.log(identityToken(${json}));`,
    php: `${example}\necho identity_token(json_decode('${json}', true));`,
    python: `${example}\nprint(identity_token(json.loads('${json}')))`,
  };
  writeFileSync(file, lines[language]);
  const program = { mjs: process.execPath, php: "php", python: "python3" }[language];
  const ran = spawnSync(program, [file], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ATALAYA_IDENTITY_SECRET: secret },
  });
  if (ran.error) return null;
  expect(ran.stderr).toBe("");
  return ran.stdout.trim();
}

test("the examples of signed-in users: signed in each language that is here, carried by the page, and taken", async ({
  site,
  person,
}) => {
  const { createIdentitySecret } = await site.ask(
    "mutation($id: ID!) { createIdentitySecret(projectId: $id) { secret } }",
    { id: site.project },
  );
  const { secret } = createIdentitySecret;
  await site.ask("mutation($id: ID!) { setIdentityMode(projectId: $id, mode: OPTIONAL) { id } }", {
    id: site.project,
  });
  const tokens = (["mjs", "php", "python"] as const).flatMap(
    (language) => signs(language, site, secret) ?? [],
  );
  for (const identity of tokens) await new WidgetClient(site.house.url, site.key).open({ identity });
  const zoe = { verified: { externalId: "7", name: "Zoë 🙂 Çelik", email: "zoe@example.com" } };
  const verified = () => site.visitors("verified { externalId name email }");
  expect(await verified()).toMatchObject(tokens.map(() => zoe));

  const [token = ""] = tokens;
  const [, , snippet = ""] = examples("html", site);
  site.page("/signed", { snippet: snippet.replace("TOKEN", token) });
  const { page } = await person();
  await page.goto(`${site.url}/signed`);
  await openChat(page);
  expect((await verified())[0]).toMatchObject(zoe);

  const [, , , fresh = ""] = examples("js", site);
  site.serve("/chat-token", token);
  const other = (await person()).page;
  await other.goto(site.url);
  await other.addScriptTag({ content: fresh });
  await openChat(other);
  const all = await verified();
  expect(all).toHaveLength(tokens.length + 2);
  expect(all[0]).toMatchObject(zoe);
});

/** A folder of its own that holds the packed package, installed, as anybody's project would. */
function consumer(): string {
  const room = join(ROOT, "test-results/package");
  rmSync(room, { recursive: true, force: true });
  mkdirSync(join(room, "app/src"), { recursive: true });
  // A copy is packed: the one that the server serves from is not built anew under other stories.
  cpSync(join(ROOT, "tsconfig.base.json"), join(room, "tsconfig.base.json"));
  cpSync(join(ROOT, "widget"), join(room, "widget"), {
    recursive: true,
    filter: (path) => !/\/(node_modules|dist|demo)$/.test(path),
  });
  const npm = (cwd: string, ...words: string[]) =>
    execFileSync("npm", [...words, "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd,
      stdio: ["ignore", "ignore", "inherit"],
    });
  npm(join(room, "widget"), "pack", "--pack-destination", "..");
  const packed = readdirSync(room).find((name) => name.endsWith(".tgz")) ?? "";
  const app = join(room, "app");
  writeFileSync(join(app, "package.json"), '{ "name": "app", "private": true, "type": "module" }');
  npm(app, "install", "--offline", `../${packed}`);
  return app;
}

test("the package: typed for both ways to resolve it, bundled, mounted, and taken away again", async ({
  site,
  person,
}) => {
  // npm, the compiler and a bundler take their time on a busy machine.
  test.setTimeout(180_000);
  const app = consumer();
  const installed = join(app, "node_modules/@atalaya/widget");
  expect(readdirSync(join(installed, "dist"))).toEqual(["index.js", "types"]);
  expect(readdirSync(installed)).toEqual(expect.arrayContaining(["README.md"]));
  const [example = ""] = examples("ts", site);
  writeFileSync(
    join(app, "src/main.ts"),
    `${example}\nwidget.setParams({ seats: 3, trial: true });\nObject.assign(window, { widget });\n`,
  );
  // Read by the compiler, run by nobody.
  writeFileSync(
    join(app, "src/types.ts"),
    `import { type MountedWidget, type Params, type WidgetConfig, createChat } from "@atalaya/widget";
export function use(widget: MountedWidget, config: WidgetConfig, params: Params): void {
  widget.setConfig(config);
  widget.setParams(params);
  widget.identify("token");
  widget.identify(async () => null);
  // @ts-expect-error -- a token is a text
  widget.identify(7);
  // @ts-expect-error -- a colour is a text
  widget.setConfig({ color: 5 });
  // @ts-expect-error -- parameters are flat
  widget.setParams({ deep: { er: 1 } });
  // @ts-expect-error -- the loader's own way in is not for others
  createChat({ server: "", projectId: "" }, null);
  // @ts-expect-error -- null until it is ready
  widget.getConfig().title;
}
`,
  );
  writeFileSync(
    join(app, "index.html"),
    '<!doctype html><html lang="es"><head><title>App</title><script type="module" src="/src/main.ts"></script></head><body><h1>App</h1></body></html>',
  );
  const bin = (name: string, ...words: string[]) =>
    execFileSync(join(ROOT, "node_modules/.bin", name), words, { cwd: app, encoding: "utf8" });
  const types = (module: string, moduleResolution: string) => {
    const compilerOptions = {
      module,
      moduleResolution,
      target: "es2022",
      strict: true,
      noEmit: true,
      types: [],
    };
    writeFileSync(join(app, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["src"] }));
    return bin("tsc");
  };
  expect(types("esnext", "bundler")).toBe("");
  expect(types("nodenext", "nodenext")).toBe("");
  // Where there is no browser it may be imported.
  const { createChat } = (await import(join(installed, "dist/index.js"))) as { createChat: unknown };
  expect(createChat).toBeInstanceOf(Function);

  bin("vite", "build", "--logLevel", "error");
  for (const name of readdirSync(join(app, "dist/assets")))
    site.serve(`/assets/${name}`, readFileSync(join(app, "dist/assets", name), "utf8"));
  site.serve("/app", readFileSync(join(app, "dist/index.html"), "utf8"));
  const { page } = await person();
  await page.goto(`${site.url}/app`);
  const chat = await openChat(page);
  await expect.poll(async () => (await site.visitors("params { key }"))[0].params).toHaveLength(3);
  await expect(chat).toBeVisible();
  await page.evaluate(() => (window as unknown as { widget: { destroy: () => void } }).widget.destroy());
  await expect(page.locator("atalaya-widget")).toHaveCount(0);
  await page.evaluate(() => document.body.append("more"));
  await expect(page.locator("atalaya-widget")).toHaveCount(0);
  rmSync(dirname(app), { recursive: true, force: true });
});
