// Gives every step of a script its moment: reading, typing and thinking take the time that people take.
import type { Person } from "./people/person.js";
import type { Random } from "./random.js";
import type { Script, Step } from "./scripts/script.js";

export type Act = Step | { by: "visitor"; do: "open" | "leave" | "return" } | { by: "nobody"; do: "sweep" };

interface Moment {
  at: number;
  act: Act;
}

export interface Visit {
  person: Person;
  script: Script;
  token: string;
  /** Which of the shop's agents answers. */
  agent: number;
  moments: Moment[];
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** Nothing of a sample happens later than this before the start: then everybody has left the site. */
const QUIET = 30 * SECOND;
/** The server's own patience with a visitor that shows no sign of life, and a little more. */
const GONE = 16 * SECOND;
const TODAY = 3 * 60 * MINUTE;

type Draft = { gap: number; act: Act };

export function planVisit(
  random: Random,
  start: number,
  now: number,
  script: Script,
  person: Person,
): Omit<Visit, "token" | "agent"> {
  const drafts = withEnds(random, script, now - start < TODAY);
  const length = drafts.reduce((sum, { gap }) => sum + gap, 0);
  // A visit of today that would run into the future goes by faster.
  const pace = Math.min(1, Math.max(0, now - QUIET - GONE - start) / length);
  let at = start;
  const moments = drafts.map(({ gap, act }) => ({ at: (at += gap * pace), act }));
  const gone = moments.flatMap(({ at: left, act }) =>
    act.do === "leave" ? [{ at: left + GONE, act: { by: "nobody", do: "sweep" } as const }] : [],
  );
  return { person, script, moments: [...moments, ...gone] };
}

function withEnds(random: Random, script: Script, fresh: boolean): Draft[] {
  const drafts: Draft[] = [{ gap: 0, act: { by: "visitor", do: "open" } }];
  const leave = () =>
    drafts.push({ gap: random.between(20, 90) * SECOND, act: { by: "visitor", do: "leave" } });
  let here = true;
  const lastOfVisitor = script.steps.findLastIndex(({ by }) => by === "visitor");
  for (const [index, step] of script.steps.entries()) {
    if (step.do === "away") {
      leave();
      drafts.push({
        gap: step.hours * 60 * MINUTE * random.between(0.8, 1.2),
        act: { by: "visitor", do: "return" },
      });
    } else if (step.do === "wait")
      drafts.push({ gap: step.minutes * MINUTE * random.between(0.7, 1.3), act: step });
    else drafts.push({ gap: pause(random, step), act: step });
    // After the visitor's last word, a wait is spent elsewhere.
    if (here && index >= lastOfVisitor && script.steps[index + 1]?.do === "wait") {
      leave();
      here = false;
    }
  }
  if (here) leave();
  // Somebody of the shop looks at nearly everything before long; what came just now, nobody has seen yet.
  if (!script.waiting && !(fresh ? random.chance(0.5) : random.chance(0.04))) {
    drafts.push({ gap: random.between(2, 40) * MINUTE, act: { by: "agent", do: "look" } });
  }
  return drafts;
}

function pause(random: Random, step: Step): number {
  switch (step.do) {
    case "say":
      return (random.between(6, 25) + step.text.length * 0.25) * SECOND;
    case "reply":
      return (random.between(12, 80) + step.text.length * 0.2) * SECOND;
    case "fill":
      return random.between(18, 60) * SECOND;
    case "choose":
    case "askForPerson":
      return random.between(4, 20) * SECOND;
    case "status":
      return random.between(3, 30) * SECOND;
    case "close":
      return random.between(60, 400) * SECOND;
    default:
      return random.between(8, 50) * SECOND;
  }
}
