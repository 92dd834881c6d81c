// What axe is asked, and how its answer is read.
import { AxeBuilder } from "@axe-core/playwright";
import { type Page, expect } from "@playwright/test";
import { atRest } from "./rest.js";

export const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Themes differ in colours alone: one is looked at whole, the other for its contrasts. */
const rules = {
  // An open menu or dialog stands outside the landmarks, as its pattern has it.
  light: (page: Page) => new AxeBuilder({ page }).withTags(WCAG).disableRules(["region"]),
  dark: (page: Page) => new AxeBuilder({ page }).withRules(["color-contrast"]),
};

/** What axe finds in what stands still; `passes` tells where it looked. */
export async function analyze(page: Page, builder: AxeBuilder, screen: string) {
  await atRest(page);
  const { violations, passes } = await builder.analyze();
  const found = violations.map(({ id, help, nodes }) => ({
    id,
    help,
    where: nodes.slice(0, 3).map(({ html, failureSummary }) => `${html}\n${failureSummary}`),
  }));
  expect(found, screen).toEqual([]);
  return passes;
}

export async function look(page: Page, theme: "light" | "dark", screen: string): Promise<void> {
  await analyze(page, rules[theme](page), `${screen}, ${theme}`);
}

/** A screen in both themes; the agent's theme follows the system's. */
export async function lookTwice(page: Page, screen: string): Promise<void> {
  await look(page, "light", screen);
  await page.emulateMedia({ colorScheme: "dark" });
  await look(page, "dark", screen);
  await page.emulateMedia({ colorScheme: "light" });
}
