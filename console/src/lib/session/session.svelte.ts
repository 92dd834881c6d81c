// Who is signed in, and what this installation says of itself to anybody.
import {
  SessionDocument,
  SetUpDocument,
  SignInDocument,
  SignOutDocument,
  type AgentCardFragment,
  type SessionQuery,
  type SetUpInput,
} from "../api/generated.ts";
import { ask, mutate } from "../api/mutate.ts";
import type { Problem } from "../api/errors.ts";
import { format } from "../format/format.svelte.ts";
import { locales } from "../words/locales.ts";
import { words } from "../words/words.svelte.ts";

class Session {
  agent = $state.raw<AgentCardFragment | null>(null);
  /** What the server said last; `agent` stays on screen until the page is left. */
  signedIn = $state(false);
  installation = $state.raw<SessionQuery["installation"] | null>(null);
  problem = $state.raw<Problem | null>(null);

  async load(): Promise<void> {
    const outcome = await ask(SessionDocument, {});
    this.problem = outcome.ok ? null : outcome.problem;
    if (!outcome.ok) return;
    this.installation = outcome.data.installation;
    this.signedIn = outcome.data.me !== null;
    if (outcome.data.me) await this.adopt(outcome.data.me);
  }

  /** The agent's language and time zone govern the whole screen from here on. */
  async adopt(agent: AgentCardFragment): Promise<void> {
    this.agent = agent;
    this.signedIn = true;
    format.timeZone = agent.timeZone;
    const locale = locales.find((one) => agent.locale.toLowerCase().startsWith(one));
    if (locale) await words.choose(locale);
  }

  /** Null when it went well. */
  async signIn(email: string, password: string): Promise<Problem | null> {
    const outcome = await mutate(SignInDocument, { email, password });
    if (!outcome.ok) return outcome.problem;
    await this.adopt(outcome.data.signIn);
    return null;
  }

  async setUp(input: SetUpInput): Promise<Problem | null> {
    const outcome = await mutate(SetUpDocument, { input });
    if (!outcome.ok) return outcome.problem;
    await this.adopt(outcome.data.setUp);
    return null;
  }

  /** Leaves by loading the page afresh, so that nothing of the old session stays in memory. */
  async signOut(): Promise<void> {
    await mutate(SignOutDocument, {});
    location.assign("/sign-in");
  }
}

export const session = new Session();
