import { redirect } from "@sveltejs/kit";
import { nextAddress } from "#lib/session/next.ts";
import { session } from "#lib/session/session.svelte.ts";

export async function load({ parent, url }) {
  await parent();
  if (session.agent) redirect(307, nextAddress(url.searchParams.get("next")));
  if (session.installation?.needsSetup) redirect(307, "/setup");
}
