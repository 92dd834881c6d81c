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

/** Who signed in last in this browser: the cookie is shared by its tabs, and says nothing to scripts. */
const agentKey = "atalaya.agent";

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
    const { me, installation } = outcome.data;
    if (this.agent && me && me.id !== this.agent.id) return location.reload();
    this.installation = installation;
    this.signedIn = me !== null;
    if (me) await this.adopt(me);
  }

  /** The agent's language and time zone govern the whole screen from here on. */
  async adopt(agent: AgentCardFragment): Promise<void> {
    this.agent = agent;
    this.signedIn = true;
    rememberAgent(agent.id);
    format.timeZone = agent.timeZone;
    const locale = locales.find((one) => agent.locale.toLowerCase().startsWith(one));
    if (locale) await words.choose(locale);
  }

  /** False once another tab has signed in as somebody else: the cookie is theirs, and so is whatever is sent from here. */
  isAgent(id: string): boolean {
    return (lastAgent() ?? id) === id;
  }

  /** Begins afresh as soon as the agent of this page is no longer that of the browser. */
  watch(): () => void {
    const look = () => {
      if (this.agent && !this.isAgent(this.agent.id)) location.reload();
    };
    const written = ({ key }: StorageEvent) => {
      if (key === agentKey) look();
    };
    addEventListener("storage", written);
    // A page that was put away, and comes back as it was, has not heard.
    addEventListener("pageshow", look);
    return () => {
      removeEventListener("storage", written);
      removeEventListener("pageshow", look);
    };
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

  /** Ends the session; whoever calls then loads a page afresh. */
  async end(): Promise<void> {
    await mutate(SignOutDocument, {});
  }

  /** Leaves by loading the page afresh, so that nothing of the old session stays in memory. */
  async signOut(): Promise<void> {
    await this.end();
    location.assign("/sign-in");
  }
}

function lastAgent(): string | null {
  try {
    return localStorage.getItem(agentKey);
  } catch {
    return null;
  }
}

function rememberAgent(id: string): void {
  try {
    localStorage.setItem(agentKey, id);
  } catch {
    // Without storage the next refusal of the server tells.
  }
}

export const session = new Session();
