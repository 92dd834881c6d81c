// Who else is at a conversation: colleagues who look at it, and everybody who writes. Never the agent at this screen.
import type { ConversationChange } from "../api/live.svelte.ts";

export interface Colleague {
  id: string;
  name: string;
}

interface Typist {
  /** Null: the visitor. */
  colleague: Colleague | null;
  until: number;
}

export interface Company {
  readonly viewers: readonly Colleague[];
  readonly typists: ReadonlyMap<string, Typist>;
}

export const alone: Company = { viewers: [], typists: new Map() };
/** The server tells of typing every few seconds while it lasts. */
const typingFor = 6_000;
const visitor = "visitor";

/** The company after a change; what it does not concern stays the same object. */
export function afterChange(
  company: Company,
  change: ConversationChange,
  self: string,
  now: number,
): Company {
  switch (change.kind) {
    case "VIEWING": {
      if (!change.viewers) return company;
      const others = new Map(change.viewers.filter(({ id }) => id !== self).map((one) => [one.id, one]));
      return { ...company, viewers: [...others.values()] };
    }
    case "TYPING": {
      const colleague = change.agent;
      if (colleague?.id === self) return company;
      const key = colleague?.id ?? visitor;
      return withTypist(company, key, change.typing ? { colleague, until: now + typingFor } : null);
    }
    case "MESSAGE": {
      const { author, agent } = change.message ?? {};
      if (author === "VISITOR") return withTypist(company, visitor, null);
      return agent ? withTypist(company, agent.id, null) : company;
    }
    default:
      return company;
  }
}

/** Without those who have not been heard of for too long. */
export function faded(company: Company, now: number): Company {
  const typists = new Map([...company.typists].filter(([, { until }]) => until > now));
  return typists.size === company.typists.size ? company : { ...company, typists };
}

/** When the next one fades, or null. */
export function fadesAt({ typists }: Company): number | null {
  return typists.size === 0 ? null : Math.min(...[...typists.values()].map(({ until }) => until));
}

export function isVisitorTyping({ typists }: Company): boolean {
  return typists.has(visitor);
}

export function colleaguesTyping({ typists }: Company): Colleague[] {
  return [...typists.values()].flatMap(({ colleague }) => (colleague ? [colleague] : []));
}

function withTypist(company: Company, key: string, typist: Typist | null): Company {
  if (!typist && !company.typists.has(key)) return company;
  const typists = new Map(company.typists);
  if (typist) typists.set(key, typist);
  else typists.delete(key);
  return { ...company, typists };
}
