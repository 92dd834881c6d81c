// The whole sample: about three hundred visits of a month, each with a person, a script and its moments.
import type { Person } from "./people/person.js";
import { makePerson } from "./people/person.js";
import { PLACES } from "./people/places.js";
import { makeSlots } from "./calendar.js";
import { type Visit, planVisit } from "./plan.js";
import { Random } from "./random.js";
import { OTHERS } from "./scripts/others.js";
import { SALES } from "./scripts/sales.js";
import type { Script } from "./scripts/script.js";
import { SERVICE } from "./scripts/service.js";
import { WAITING } from "./scripts/waiting.js";

const SEED = 20_240_917;
const PAST = 262;
const TODAY = 30;
const HOUR = 3_600_000;

export const SCRIPTS: readonly Script[] = [...SALES, ...SERVICE, ...OTHERS];

/** The same month on every installation, but for the day it ends on. `agents`: how many of the shop's people answer. */
export function makeMonth(now: number, agents: number): Visit[] {
  const random = new Random(SEED);
  const slots = makeSlots(random, now, { past: PAST, today: TODAY, waiting: WAITING.length });
  const places = random.shuffled(PLACES);
  const visits = slots.past.map((start, index) => {
    // Everywhere once, then where the customers are.
    const person = makePerson(random, index % 5 === 0 ? places[index / 5] : undefined);
    return planVisit(random, start, now, pickScript(random, person, now - start), person);
  });
  for (const [index, start] of slots.waiting.entries()) {
    const script = WAITING[index] as Script;
    visits.push(planVisit(random, start, now, script, speakerOf(random, script)));
  }
  return visits.map((visit) => ({ ...visit, token: random.hex(64), agent: random.whole(0, agents - 1) }));
}

function pickScript(random: Random, person: Person, age: number): Script {
  const fitting = SCRIPTS.filter(
    (script) =>
      (script.language === null || script.language === person.language) && lastsHours(script) < age / HOUR,
  );
  // There are few scripts in the other languages, so each of them is told more often.
  return random.weighed(fitting, ({ weight, language }) =>
    language === null || language === "es" ? weight : weight * 3,
  );
}

/** How long a script takes at the longest, roughly. */
const lastsHours = ({ steps }: Script) =>
  steps.reduce(
    (sum, step) =>
      sum + (step.do === "away" ? step.hours * 1.2 : step.do === "wait" ? (step.minutes / 60) * 1.3 : 0.004),
    0,
  );

function speakerOf(random: Random, { language }: Script): Person {
  const places = PLACES.filter(({ locale }) => locale.startsWith(language ?? "es"));
  return makePerson(
    random,
    random.weighed(places, ({ weight }) => weight),
  );
}
