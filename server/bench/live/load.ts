// The load: a process that holds all subscribers of one contestant, and notes when each wave of events has reached them.
import { type Socket } from "node:net";
import { now } from "./clock.ts";
import { type Answer, type Opening, type Order, SOCKETS_A_TOKEN, type Wave } from "./orders.ts";
import { type Entry, subscribe } from "./subscriber.ts";

const AT_ONCE = 50;
const QUIET = 300;
const [HEARTBEAT, RESYNC] = ["H", "R"].map((letter) => letter.charCodeAt(0));

let counts = new Uint32Array();
let places = new Float64Array();
let failure: string | null = null;
let sample = "";
let wave = {
  goals: counts,
  first: 0,
  last: 0,
  deliveries: 0,
  arrivals: new Float64Array(),
  missing: 0,
  resyncs: 0,
};
let wake: () => void = () => undefined;

function item(index: number, kind: number, read: (() => string) | null, ordered: boolean): void {
  if (kind === HEARTBEAT) return;
  const at = now();
  if (kind === RESYNC) wave.resyncs++;
  if (read) check(index, read(), ordered);
  wave.first ||= at;
  wave.last = at;
  wave.deliveries++;
  const count = (counts[index] ?? 0) + 1;
  counts[index] = count;
  if (count !== wave.goals[index]) return;
  wave.arrivals[index] = at;
  if (--wave.missing === 0) wake();
}

function check(index: number, text: string, ordered: boolean): void {
  if (index === 0) sample = text;
  const { payload } = JSON.parse(text) as { payload: { data: { visitorChanges: { cursor: string } } } };
  const place = Number(payload.data.visitorChanges.cursor.split(".")[1]);
  if (ordered && !(place > (places[index] ?? 0)))
    failure ??= `subscriber ${index} got ${place} after ${places[index]}`;
  places[index] = place;
}

async function open(opening: Opening): Promise<void> {
  const { count, port, path, subscription, parseEvery, ordered } = opening;
  counts = new Uint32Array(count);
  places = new Float64Array(count);
  const sockets: Promise<Socket>[] = [];
  const one = async (index: number) => {
    const entry: Entry = { port, path, from: `10.0.${(index >> 8) & 255}.${index & 255}` };
    if (subscription) {
      const { query, tokens, variables } = subscription;
      const token = tokens[Math.floor(index / SOCKETS_A_TOKEN)];
      const own = variables[index % variables.length];
      if (!token || !own) throw new Error("there are too few tokens or variables");
      entry.subscription = { query, token, variables: own };
    }
    const parsed = index % parseEvery === 0;
    return subscribe(entry, {
      item: (kind, read) => item(index, kind, parsed ? read : null, ordered),
      failed(reason) {
        failure ??= `subscriber ${index}: ${reason}`;
        wake();
      },
    });
  };
  for (let index = 0; index < count; index += AT_ONCE) {
    const group = Array.from({ length: Math.min(AT_ONCE, count - index) }, (_, step) => one(index + step));
    sockets.push(...group);
    await Promise.all(group);
  }
}

function arm(events: number): void {
  const goals = counts.map((count) => count + events);
  const arrivals = new Float64Array(counts.length);
  wave = { goals, first: 0, last: 0, deliveries: 0, arrivals, missing: counts.length, resyncs: 0 };
}

async function wait(atMost: number): Promise<Wave> {
  const late = setTimeout(() => wake(), atMost);
  if (wave.missing > 0 && !failure) await new Promise<void>((resolve) => (wake = resolve));
  clearTimeout(late);
  if (failure) throw new Error(failure);
  if (wave.missing > 0 && wave.resyncs === 0)
    throw new Error(
      `${wave.missing} of ${counts.length} subscribers had not got everything after ${atMost} ms`,
    );
  // Who was told to query afresh gets fewer items, nobody can say how many: wait until nothing more comes.
  for (let seen = -1; wave.missing > 0 && seen !== wave.deliveries;) {
    seen = wave.deliveries;
    await new Promise((resolve) => setTimeout(resolve, QUIET));
  }
  const { first, last, deliveries, arrivals, resyncs } = wave;
  return { first, last, deliveries, arrivals, resyncs, sample };
}

process.on("message", (order: Order) => {
  const work =
    order.kind === "open"
      ? open(order.opening)
      : order.kind === "wait"
        ? wait(order.atMost)
        : arm(order.events);
  Promise.resolve(work).then(
    (done) => process.send?.({ done } satisfies Answer),
    (error: unknown) => process.send?.({ failed: String(error) } satisfies Answer),
  );
});
process.on("disconnect", () => process.exit());
