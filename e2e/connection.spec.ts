// The mark at the agent's name tells how true the screen is, whatever breaks.
import type { Page } from "@playwright/test";
import { expect, setUp, signIn, test, visitorWrites } from "./house.js";
import { Wire } from "./wire.js";

const mark = (page: Page, state: "en vivo" | "conectando" | "reconectando" | "sin conexión") =>
  page.getByRole("button", { name: new RegExp(`^Cuenta de .*, ${state}`) });

test("a server that is gone: reconnecting, then offline with the age of the data, then live by itself", async ({
  house,
  person,
}) => {
  const ana = (await person()).page;
  await setUp(ana, house);
  await expect(mark(ana, "en vivo")).toBeVisible();
  await house.kill("SIGKILL");
  await expect(mark(ana, "reconectando")).toBeVisible();
  await expect(mark(ana, "sin conexión")).toBeVisible({ timeout: 15_000 });
  await expect(mark(ana, "sin conexión")).toContainText(/datos de hace \d+ s/);
  // What is fetched on first use cannot be, and says so; afterwards it can.
  const projects = ana.getByRole("button", { name: /^Cambiar de proyecto/ });
  await projects.click();
  await expect(ana.getByText("Esa parte no se pudo cargar.")).toBeVisible();
  await house.start();
  await expect(mark(ana, "en vivo")).toBeVisible({ timeout: 25_000 });
  await projects.click();
  await expect(ana.getByRole("menuitem", { name: "Tienda Sur" })).toBeVisible();
  await ana.keyboard.press("Escape");

  // An orderly restart is noticed and healed the same way.
  await house.kill("SIGTERM");
  await expect(mark(ana, "reconectando")).toBeVisible();
  await house.start();
  await expect(mark(ana, "en vivo")).toBeVisible({ timeout: 25_000 });
});

test("a black hole is noticed by the missing answer, and what came meanwhile is there afterwards", async ({
  house,
  person,
}) => {
  const wire = await Wire.open(house.port);
  house.address = `http://127.0.0.1:${wire.port}`;
  try {
    const ana = (await person()).page;
    await setUp(ana, house);
    await expect(mark(ana, "en vivo")).toBeVisible();
    wire.become("black hole");
    house.address = "";
    await visitorWrites((await person()).page, house, "¿Me oyen?");
    // A ping every 12 s, and 5 s for its answer.
    await expect(mark(ana, "reconectando")).toBeVisible({ timeout: 19_000 });
    await expect(ana.getByRole("row").filter({ hasText: "Visitante #1" })).toHaveCount(0);
    await expect(mark(ana, "sin conexión")).toBeVisible({ timeout: 15_000 });
    wire.become("whole");
    await expect(mark(ana, "en vivo")).toBeVisible({ timeout: 30_000 });
    await expect(ana.getByRole("row").filter({ hasText: "Visitante #1" })).toBeVisible();
  } finally {
    wire.close();
  }
});

test("a list that loads is not live while no socket gets through, not even at first", async ({
  house,
  person,
}) => {
  const wire = await Wire.open(house.port);
  house.address = `http://127.0.0.1:${wire.port}`;
  try {
    const first = (await person()).page;
    await setUp(first, house);
    await first.close();
    const through = house.address;
    house.address = "";
    await visitorWrites((await person()).page, house, "¿Me oyen?");
    house.address = through;
    wire.become("no sockets");
    const ana = (await person()).page;
    await signIn(ana, house);
    await expect(ana.getByRole("row").filter({ hasText: "Visitante #1" })).toBeVisible();
    await expect(mark(ana, "reconectando")).toBeVisible();
    await expect(mark(ana, "en vivo")).toHaveCount(0);
    await expect(mark(ana, "sin conexión")).toBeVisible({ timeout: 15_000 });
    wire.become("whole");
    await expect(mark(ana, "en vivo")).toBeVisible({ timeout: 30_000 });
  } finally {
    wire.close();
  }
});

test("an open socket is not enough: a stream that is refused for now is asked for again", async ({
  house,
  person,
}) => {
  const ana = (await person()).page;
  let away = false;
  await ana.routeWebSocket("**/graphql", (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((text) => {
      const { id, type } = JSON.parse(String(text)) as { id?: string; type: string };
      const errors = [{ message: "The database is away.", extensions: { code: "UNAVAILABLE" } }];
      if (away && type === "subscribe") socket.send(JSON.stringify({ id, type: "error", payload: errors }));
      else server.send(text);
    });
  });
  await setUp(ana, house);
  await expect(mark(ana, "en vivo")).toBeVisible();
  away = true;
  await ana.reload();
  await expect(mark(ana, "reconectando")).toBeVisible();
  await expect(mark(ana, "sin conexión")).toBeVisible({ timeout: 15_000 });
  away = false;
  await expect(mark(ana, "en vivo")).toBeVisible({ timeout: 25_000 });
});

test("a page whose code cannot be fetched is not taken for a missing one, and is there after a reload", async ({
  house,
  person,
}) => {
  const { page } = await person();
  await setUp(page, house);
  await page.route(/nodes\/.*\.js/, (route) => route.abort());
  await page.getByRole("link", { name: "Ajustes" }).click();
  await expect(page.getByRole("heading", { name: "No se pudo mostrar esta página" })).toBeVisible();
  await page.unroute(/nodes\/.*\.js/);
  await page.getByRole("button", { name: "Recargar la página" }).click();
  await expect(page.getByRole("heading", { name: "Ajustes" })).toBeVisible();
});
