// A person's hand in a list that does not keep still: what they press is what they saw.
import type { Locator, Page } from "@playwright/test";
import { expect } from "./house.js";

export const rowsOf = (page: Page): Locator => page.locator("[data-visitor]");
export const namesIn = (page: Page): Promise<string[]> =>
  rowsOf(page).locator("button.truncate").allTextContents();
/** Out of the list. */
export const outside = (page: Page): Promise<void> => page.mouse.move(5, 5);

const openedIn = (page: Page) => new URL(page.url()).searchParams.get("visitor");

/** Presses rows; answers with every press that opened another row than the one that was seen under the pointer. */
export async function pressRows(page: Page, presses: number): Promise<string[]> {
  const wrong: string[] = [];
  for (let press = 0; press < presses; press++) {
    if (press % 20 === 0) {
      // The hand leaves, and the list catches up.
      await outside(page);
      const top = (await namesIn(page))[0];
      await expect.poll(async () => (await namesIn(page))[0], { intervals: [100] }).not.toBe(top);
    }
    await rowsOf(page)
      .nth((press * 5) % 14)
      .hover();
    const drawn = await page.evaluate(async () => {
      const seen = document.querySelector<HTMLElement>("[data-visitor]:hover")?.dataset["visitor"] ?? "";
      // As long as a person takes, at the least, to press what they see.
      for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
      return seen;
    });
    const before = openedIn(page);
    await page.mouse.down();
    await page.mouse.up();
    if (drawn !== before)
      await expect.poll(() => openedIn(page), { intervals: [10, 20, 50] }).not.toBe(before);
    const opened = openedIn(page);
    if (opened !== drawn) wrong.push(`${drawn} was drawn, ${opened} was opened`);
  }
  return wrong;
}
