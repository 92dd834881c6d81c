// Keeps new visitors coming to the demo project, through the public widget API, for as long as the server runs.
import type { Logger } from "pino";
import { type Person, makePerson } from "../people/person.js";
import { PLACES } from "../people/places.js";
import { Random } from "../random.js";
import { pause } from "./pause.js";
import { SimulatedVisitor } from "./simulated-visitor.js";
import { STORIES, type Story } from "./stories.js";
import { type Endpoint, WidgetClient } from "./widget-client.js";

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const AT_ONCE = 8;
const MOST_WAITING = 3;
/** As many may leave unanswered; then nobody seems to be at the console, and only now and then one asks for a person. */
const MOST_UNANSWERED = 8;
const NOW_AND_THEN = 10 * 60 * SECOND;
/** A demo left running gets a visitor this many times more rarely at the most. */
const SLOWEST = 8;
const AFTER_FAULT = 30 * SECOND;

export interface SimulatorOptions {
  endpoint: Endpoint;
  /** The token that the shop's page carries of who has signed in. */
  identityOf: (person: Person) => Promise<string | null>;
  log: Logger;
  /** 1 is life's own pace. */
  speed?: number;
}

/** Begins at once. The function that it returns stops it: resolves when the last visitor has left. */
export function startSimulator({
  endpoint,
  identityOf,
  log,
  speed = 1,
}: SimulatorOptions): () => Promise<void> {
  const ending = new AbortController();
  const { signal } = ending;
  const random = new Random(Date.now());
  const present = new Set<Promise<void>>();
  const begun = Date.now();
  let unanswered = 0;
  let waiting = 0;
  let lastAsked = 0;
  let faulty = false;

  const visit = async (story: Story): Promise<void> => {
    const person = makePerson(
      random,
      random.weighed(
        PLACES.filter(({ locale }) => locale.startsWith(story.language)),
        ({ weight }) => weight,
      ),
    );
    if (story.waits) {
      waiting++;
      lastAsked = Date.now();
    }
    const client = new WidgetClient(endpoint, person.userAgent, signal);
    try {
      const identity = await identityOf(person);
      const visitor = new SimulatedVisitor({ client, person, story, identity, random, speed, signal });
      const answered = await visitor.live();
      faulty = false;
      if (answered) unanswered = 0;
      else if (story.waits) unanswered++;
    } catch (error) {
      if (signal.aborted) return;
      if (!faulty) log.warn({ err: error }, "the demo's simulated traffic is interrupted; it will try again");
      faulty = true;
    } finally {
      if (story.waits) waiting--;
    }
  };

  const slowness = () => Math.min(SLOWEST, 1 + (Date.now() - begun) / HOUR);
  const mayAsk = () =>
    waiting < MOST_WAITING &&
    (unanswered < MOST_UNANSWERED || Date.now() - lastAsked > NOW_AND_THEN * slowness());

  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      if (present.size < AT_ONCE) {
        const stories = STORIES.filter(({ waits }) => !waits || mayAsk());
        const visiting: Promise<void> = visit(random.weighed(stories, ({ weight }) => weight)).finally(() =>
          present.delete(visiting),
        );
        present.add(visiting);
      }
      await pause(faulty ? AFTER_FAULT : (random.between(8, 20) * SECOND * slowness()) / speed, signal);
    }
    await Promise.all(present);
  };

  const running = run();
  return async () => {
    ending.abort();
    await running;
  };
}
