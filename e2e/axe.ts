// What axe is asked, and how its answer is read.
import { AxeBuilder } from "@axe-core/playwright";
import { type Page, expect } from "@playwright/test";

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Themes differ in colours alone: one is looked at whole, the other for its contrasts. */
export const rules = {
  // An open menu or dialog stands outside the landmarks, as its pattern has it.
  light: (page: Page) => new AxeBuilder({ page }).withTags(WCAG).disableRules(["region"]),
  dark: (page: Page) => new AxeBuilder({ page }).withRules(["color-contrast"]),
};

export async function look(builder: AxeBuilder, screen: string): Promise<void> {
  const { violations } = await builder.analyze();
  const found = violations.map(({ id, help, nodes }) => ({
    id,
    help,
    where: nodes.slice(0, 3).map(({ html, failureSummary }) => `${html}\n${failureSummary}`),
  }));
  expect(found, screen).toEqual([]);
}

/** A screen in both themes; the agent's theme follows the system's. */
export async function lookTwice(page: Page, screen: string): Promise<void> {
  await look(rules.light(page), `${screen}, light`);
  await page.emulateMedia({ colorScheme: "dark" });
  await look(rules.dark(page), `${screen}, dark`);
  await page.emulateMedia({ colorScheme: "light" });
}
