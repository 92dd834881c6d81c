// One question of the console, held until the story lets it go.
import type { Page, Route } from "@playwright/test";

export const asks = (route: Route, name: string) =>
  (route.request().postData() ?? "").includes(`"operationName":"${name}"`);

/** Takes the next question of that name, and holds it; the others pass. */
export async function holdNext(page: Page, name: string): Promise<{ held: Promise<Route> }> {
  let isTaken = false;
  let give: (route: Route) => void = () => undefined;
  const held = new Promise<Route>((resolve) => (give = resolve));
  await page.route("**/graphql", (route) => {
    if (isTaken || !asks(route, name)) return route.fallback();
    isTaken = true;
    give(route);
  });
  return { held };
}
