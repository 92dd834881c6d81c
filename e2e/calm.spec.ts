// A list that changes fifty times a second, and a hand in it: rows keep their places, what leaves stays to be seen, and what is
// clicked is what was drawn.
import type { Locator, Page } from "@playwright/test";
import { HttpClient, WidgetClient } from "../server/test/clients.js";
import { House, OWNER, expect, signIn, test } from "./house.js";

const OWNER_ENV = {
  ATALAYA_OWNER_EMAIL: OWNER.email,
  ATALAYA_OWNER_PASSWORD: OWNER.password,
  LANG: "es_ES.UTF-8",
};
const NEW_STATUS =
  "mutation($id: ID!, $status: VisitorStatus!) { setVisitorStatus(visitorId: $id, status: $status) { id } }";

class Crowd {
  private constructor(
    readonly house: House,
    private readonly agent: HttpClient,
    readonly projectId: string,
    private readonly key: string,
  ) {}

  static async at(house: House): Promise<Crowd> {
    const agent = new HttpClient(`${house.url}/graphql`, {});
    await agent.ask(
      "mutation($email: String!, $password: String!) { signIn(email: $email, password: $password) { id } }",
      { email: OWNER.email, password: OWNER.password },
    );
    const { projects } = await agent.ask("{ projects { id key } }");
    return new Crowd(house, agent, projects[0].id, projects[0].key);
  }

  /** A new visitor; answers with the widget that speaks for it. */
  async comes(name?: string): Promise<WidgetClient> {
    const widget = new WidgetClient(this.house.url, this.key);
    await widget.open();
    if (name) await widget.send(name);
    return widget;
  }

  async come(count: number): Promise<void> {
    for (let n = 0; n < count; n++) await this.comes();
  }

  async ids(status: string): Promise<string[]> {
    const { visitors } = await this.agent.ask(
      "query($id: ID!, $filter: VisitorFilter) { visitors(projectId: $id, filter: $filter, first: 100) { nodes { id } } }",
      { id: this.projectId, filter: { status } },
    );
    return visitors.nodes.map(({ id }: { id: string }) => id);
  }

  async move(id: string, status: string): Promise<void> {
    await this.agent.ask(NEW_STATUS, { id, status });
  }

  /** About fifty changes a second, until the answer is called: visitors come, leave the tab, and come back. */
  storm(ids: readonly string[]): () => Promise<number> {
    const underWay = new Set<Promise<unknown>>();
    let events = 0;
    const timer = setInterval(() => {
      // What the server has not answered yet is not piled up.
      if (underWay.size > 20) return;
      const id = ids[events % ids.length] ?? "";
      const turn = events++ % 3;
      const done = (turn === 0 ? this.comes() : this.move(id, turn === 1 ? "PROSPECT" : "NEW")).finally(() =>
        underWay.delete(done),
      );
      underWay.add(done);
    }, 20);
    return async () => {
      clearInterval(timer);
      await Promise.all(underWay);
      return events;
    };
  }
}

const rowsOf = (page: Page) => page.locator("[data-visitor]");
const names = (page: Page) => rowsOf(page).locator("button.truncate").allTextContents();
const outside = (page: Page) => page.mouse.move(5, 5);

async function into(page: Page, row: Locator): Promise<void> {
  const box = await row.boundingBox();
  if (!box) throw new Error("the row is not on the screen");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
}

test("at fifty changes a second, what is clicked is what was drawn", async ({ person }) => {
  test.setTimeout(180_000);
  const CLICKS = 100;
  const house = await House.open(OWNER_ENV);
  try {
    const crowd = await Crowd.at(house);
    await crowd.come(30);
    const { page } = await person();
    await signIn(page, house);
    await page.goto(`${house.url}/${crowd.projectId}/visitors?status=new`);
    await expect(rowsOf(page)).toHaveCount(20);
    const stop = crowd.storm(await crowd.ids("NEW"));
    const before = await names(page);

    const wrong: string[] = [];
    for (let click = 0; click < CLICKS; click++) {
      if (click % 20 === 0) {
        // The hand leaves, and the list catches up.
        await outside(page);
        const top = (await names(page))[0];
        await expect.poll(async () => (await names(page))[0]).not.toBe(top);
      }
      await into(page, rowsOf(page).nth((click * 7) % 14));
      const drawn = await page.evaluate(async () => {
        const under = () =>
          document.querySelector<HTMLElement>("[data-visitor]:hover")?.dataset["visitor"] ?? "";
        const seen = under();
        // As long as a person takes to press what they see.
        for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
        return seen;
      });
      await page.mouse.down();
      await page.mouse.up();
      await page.waitForFunction(() => new URL(location.href).searchParams.has("visitor"));
      const opened = await page.evaluate(async () => {
        await new Promise(requestAnimationFrame);
        return new URL(location.href).searchParams.get("visitor");
      });
      if (opened !== drawn) wrong.push(`${drawn} was drawn, ${opened} was opened`);
    }
    expect(wrong).toEqual([]);
    expect(await stop()).toBeGreaterThan(CLICKS);
    expect(await names(page)).not.toEqual(before);
  } finally {
    await house.close();
  }
});

test("arrivals wait behind a chip, what leaves stays to be seen and undone, ticked rows change together", async ({
  person,
}) => {
  const house = await House.open(OWNER_ENV);
  try {
    const crowd = await Crowd.at(house);
    await crowd.come(12);
    const { page } = await person();
    await signIn(page, house);
    await page.goto(`${house.url}/${crowd.projectId}/visitors?status=new`);
    const rows = rowsOf(page);
    const row = (number: number) => rows.filter({ hasText: `Visitante #${number}` });
    const tab = (name: string) => page.getByRole("tab", { name });
    await expect(rows).toHaveCount(12);

    // With the pointer in the list nothing moves; the counts do.
    await into(page, row(6));
    await crowd.come(3);
    const chip = page.getByRole("button", { name: "3 nuevos" });
    await expect(chip).toBeVisible();
    await expect(tab("Nuevos")).toContainText("15");
    await expect(rows).toHaveCount(12);
    await chip.click();
    await expect(rows).toHaveCount(15);
    await expect(rows.first()).toContainText("Visitante #15");
    await expect(chip).toBeHidden();

    // One that is moved away stays, says where it went and by whom, and comes back.
    await into(page, row(6));
    const six = (await row(6).getAttribute("data-visitor")) ?? "";
    await crowd.move(six, "CUSTOMER");
    await expect(row(6)).toContainText(`→ Clientes, por ana`);
    await expect(row(6)).toHaveClass(/leaving/);
    await row(6).getByRole("button", { name: "Deshacer" }).click();
    await expect(row(6)).not.toHaveClass(/leaving/);
    await expect(row(6)).toContainText("Nuevo");

    // It goes with the hand.
    await crowd.move(six, "CLOSED");
    await expect(row(6)).toContainText("→ Cerrados");
    await outside(page);
    await expect(rows).toHaveCount(14);
    await expect(row(6)).toHaveCount(0);

    // The row that is open stays beside its panel, and can still be left.
    await row(5).click();
    await outside(page);
    await crowd.move((await row(5).getAttribute("data-visitor")) ?? "", "PROSPECT");
    await expect(row(5)).toContainText("→ Prospectos");
    await page.keyboard.press("Escape");
    await expect(row(5)).toHaveCount(0);

    // By the keyboard: the focus holds the list as the pointer does.
    await page.keyboard.press("j");
    await expect(rows.first().getByRole("button", { name: "Visitante #15" })).toBeFocused();
    await crowd.come(1);
    await expect(page.getByRole("button", { name: "1 nuevo" })).toBeVisible();
    await page.keyboard.press("x");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await expect(row(13).getByRole("button", { name: "Visitante #13" })).toBeFocused();
    await row(13)
      .getByRole("checkbox")
      .click({ modifiers: ["Shift"] });
    const bar = page.getByRole("toolbar", { name: "3 seleccionados" });
    await expect(bar).toBeVisible();
    await page.keyboard.press("s");
    await page.getByRole("menuitem", { name: "Cliente" }).press("Enter");
    await expect(bar).toBeHidden();
    await expect(tab("Clientes")).toContainText("3");
    await expect(page.getByText("3 visitantes pasaron a Cliente.")).toBeVisible();

    // Somebody has gone on with one of them: the undo leaves that one alone, and says so.
    const [fifteen] = (await crowd.ids("CUSTOMER")) as [string];
    await crowd.move(fifteen, "ARCHIVED");
    await page.getByRole("button", { name: "Deshacer" }).last().click();
    await expect(page.getByText("Alguien cambió 1 después, y queda como está.")).toBeVisible();
    await expect(tab("Clientes")).toContainText("0");
    await expect(tab("Archivados")).toContainText("1");
  } finally {
    await house.close();
  }
});

test("the keys explain themselves, can be switched off, and rows can be drawn closer", async ({ person }) => {
  const house = await House.open(OWNER_ENV);
  try {
    const crowd = await Crowd.at(house);
    await crowd.come(2);
    const { page } = await person({ viewport: { width: 390, height: 844 } });
    await signIn(page, house);
    const rows = rowsOf(page);
    await expect(rows).toHaveCount(2);

    await page.keyboard.press("?");
    const help = page.getByRole("dialog", { name: "Atajos de teclado" });
    await expect(help).toContainText("Responder");
    await page.keyboard.press("Escape");
    await expect(help).toBeHidden();

    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await expect(page.getByRole("toolbar", { name: "1 seleccionado" })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("toolbar")).toHaveCount(0);

    await page.setViewportSize({ width: 1440, height: 900 });
    const tall = (await rows.first().boundingBox())?.height ?? 0;
    await page.evaluate(() =>
      localStorage.setItem("atalaya.preferences", JSON.stringify({ density: "compact", shortcuts: false })),
    );
    await page.reload();
    await expect(rows).toHaveCount(2);
    expect((await rows.first().boundingBox())?.height ?? 0).toBeLessThan(tall - 5);
    await page.keyboard.press("/");
    await expect(page.getByRole("textbox", { name: "Buscar" })).not.toBeFocused();
    await page.keyboard.press("?");
    await expect(help).toBeHidden();
  } finally {
    await house.close();
  }
});
