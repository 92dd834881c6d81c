// What happens in a sample visit, step by step. In the words, {first}, {order}, {product}, {price}, {city} and {agent} are filled in.
import type { StatusWord } from "../../visitors/index.js";
import type { Language } from "../people/names.js";
import type { Person } from "../people/person.js";
import type { Label } from "../shop/flow.js";
import type { PageName } from "../shop/shop.js";

export type Step =
  /** The visitor. */
  | { by: "visitor"; do: "page"; page: PageName }
  | { by: "visitor"; do: "choose"; label: Label }
  | { by: "visitor"; do: "fill"; reason?: string }
  | { by: "visitor"; do: "say"; text: string }
  | { by: "visitor"; do: "askForPerson" }
  /** The visitor leaves the site and comes back after so many hours. */
  | { by: "visitor"; do: "away"; hours: number }
  /** An agent of the shop. */
  | { by: "agent"; do: "reply"; text: string }
  | { by: "agent"; do: "look" }
  | { by: "agent"; do: "status"; status: StatusWord }
  | { by: "agent"; do: "close" }
  | { by: "agent"; do: "handBack" }
  /** Nothing happens for a while, beyond the usual pause. */
  | { by: "nobody"; do: "wait"; minutes: number };

export interface Script {
  name: string;
  weight: number;
  /** Null: nobody says a word, so it fits everyone. */
  language: Language | null;
  steps: readonly Step[];
  /** Ends with the visitor waiting for an answer: only for the last hour. */
  waiting?: true;
}

export const script = (
  name: string,
  weight: number,
  language: Language | null,
  ...steps: Step[]
): Script => ({ name, weight, language, steps });
export const waiting = (name: string, language: Language, ...steps: Step[]): Script => ({
  name,
  weight: 1,
  language,
  steps,
  waiting: true,
});

export const page = (name: PageName): Step => ({ by: "visitor", do: "page", page: name });
export const choose = (label: Label): Step => ({ by: "visitor", do: "choose", label });
export const fill = (reason?: string): Step => ({ by: "visitor", do: "fill", reason });
export const say = (text: string): Step => ({ by: "visitor", do: "say", text });
export const askForPerson: Step = { by: "visitor", do: "askForPerson" };
export const away = (hours: number): Step => ({ by: "visitor", do: "away", hours });
export const reply = (text: string): Step => ({ by: "agent", do: "reply", text });
export const look: Step = { by: "agent", do: "look" };
export const status = (word: StatusWord): Step => ({ by: "agent", do: "status", status: word });
export const close: Step = { by: "agent", do: "close" };
export const handBack: Step = { by: "agent", do: "handBack" };
export const wait = (minutes: number): Step => ({ by: "nobody", do: "wait", minutes });

export function words(text: string, person: Person, agent: string): string {
  const values: Record<string, string> = {
    first: person.first,
    name: person.name,
    email: person.email,
    phone: person.phone,
    order: person.order,
    product: person.product.name,
    price: `${person.product.price} €`,
    city: person.city,
    agent,
  };
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole);
}
