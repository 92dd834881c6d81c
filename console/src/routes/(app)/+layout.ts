import { redirect } from "@sveltejs/kit";
import { session } from "#lib/session/session.svelte.ts";

export async function load({ parent, url, untrack }) {
  await parent();
  if (session.agent || session.problem) return;
  if (session.installation?.needsSetup) redirect(307, "/setup");
  const here = untrack(() => url.pathname + url.search);
  redirect(307, `/sign-in?next=${encodeURIComponent(here)}`);
}
