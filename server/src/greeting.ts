// What a start prints: the addresses, and on the first start the link that makes the first admin.
import type { App } from "./app.js";
import { type Config, ConfigError } from "./config.js";
import type { Demo } from "./demo/demo.js";

const SHOWN_PROJECTS = 5;

/** Makes the owner from the environment and the demo when asked to, and describes what is running. */
export async function describeStart(app: App, config: Config, demo: Demo | null = null): Promise<string> {
  const { setup, projects } = app.services;
  const lines = ["", `  Atalaya is running at ${app.url}`, `  A demo shop with the widget: ${app.url}/demo`];
  if (await setup.isNeeded()) {
    if (config.owner) {
      try {
        await setup.setUpOwner(config.owner.email, config.owner.password, config.locale);
      } catch (error) {
        throw new ConfigError(`ATALAYA_OWNER_EMAIL and ATALAYA_OWNER_PASSWORD: ${(error as Error).message}`, {
          cause: error,
        });
      }
      lines.push(`  Sign in as ${config.owner.email}`);
    } else {
      const token = await setup.issueToken();
      lines.push(
        "",
        "  Nobody can sign in yet. Make the first admin with this one-time link:",
        `  ${app.url}/setup#${token}`,
      );
    }
  }
  const traffic = await demo?.start();
  if (traffic) lines.push("", `  ${traffic}`);
  for (const project of await projects.all(SHOWN_PROJECTS)) {
    lines.push("", `  Project "${project.name}", key ${project.key}. Paste into the site's pages:`);
    lines.push(
      ...projects
        .snippet(project)
        .split("\n")
        .map((line) => `    ${line}`),
    );
  }
  return `${lines.join("\n")}\n\n`;
}
