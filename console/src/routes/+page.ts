import { redirect } from "@sveltejs/kit";
import { ProjectsDocument } from "#lib/api/generated.ts";
import { ask } from "#lib/api/mutate.ts";
import { lastProject } from "#lib/projects/projects.svelte.ts";
import { session } from "#lib/session/session.svelte.ts";

/** The root is only a signpost: to set-up, to sign-in, or to the project seen last. */
export async function load({ parent }) {
  await parent();
  if (session.installation?.needsSetup) redirect(307, "/setup");
  if (!session.agent) redirect(307, "/sign-in");
  const outcome = await ask(ProjectsDocument, {});
  const project = outcome.ok ? lastProject(outcome.data.projects) : null;
  if (project) redirect(307, `/${project.id}/visitors`);
}
