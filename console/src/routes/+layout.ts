import { session } from "#lib/session/session.svelte.ts";
import { words } from "#lib/words/words.svelte.ts";

// Everything is drawn in the browser: the server only hands out the built files.
export const ssr = false;

export async function load() {
  await words.start();
  await session.load();
}
