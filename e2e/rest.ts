// When what is drawn can be measured: a box, a colour or a contrast in mid-movement is of neither its beginning nor its end.
import type { Page } from "@playwright/test";

/** Every movement that ends has ended, in the page and in what it mounts; dots that breathe for ever do not count. */
export async function atRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const moving = () => {
      const roots: (Document | ShadowRoot)[] = [document];
      for (const root of roots)
        for (const { shadowRoot } of root.querySelectorAll("*")) if (shadowRoot) roots.push(shadowRoot);
      return roots
        .flatMap((root) => root.getAnimations())
        .filter(
          ({ playState, effect }) =>
            playState === "running" && effect?.getComputedTiming().endTime !== Infinity,
        );
    };
    for (let all = moving(); all.length > 0; all = moving())
      await Promise.allSettled(all.map(({ finished }) => finished));
  });
}
