import { once } from "node:events";
import { createServer } from "node:http";
import { Duplex } from "node:stream";
import { GraphQLObjectType, GraphQLSchema, GraphQLString } from "graphql";
import { pino } from "pino";
import { expect, test } from "vitest";
import WebSocket from "ws";
import { LoadingContext } from "../graphql/context.js";
import { LoaderScope } from "../graphql/loader.js";
import { FanOut } from "../live/fan-out.js";
import { Feed, type Step } from "../live/feed.js";
import { Sockets } from "./socket.js";

/** Says each time that it is asked to how often it was asked. */
class Counter extends Feed<{ count: string }, number> {
  private wake: () => void = () => undefined;
  private told = 0;
  private asked = 0;

  constructor() {
    super(null);
  }

  ask(): void {
    this.asked++;
    this.wake();
  }

  async *live(signal: AbortSignal): AsyncGenerator<Step<{ count: string }, number>[], void> {
    signal.addEventListener("abort", () => this.wake());
    yield [{ item: null, stand: 0 }];
    while (!signal.aborted) {
      while (this.told < this.asked) yield [{ item: this.heartbeat(++this.told), stand: this.told }];
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  arrive(stand: number) {
    return [[this.heartbeat(stand)]];
  }

  /** Larger than what a stream takes without being read. */
  heartbeat(stand: number) {
    return { count: `${stand} ${"x".repeat(200_000)}` };
  }

  resync(stand: number) {
    return this.heartbeat(stand);
  }
}

class Anybody extends LoadingContext {
  readonly callerKey = "anybody";
  constructor() {
    super("request", new Map(), new LoaderScope());
  }
  within() {
    return this;
  }
}

/** One end of a wire that takes nothing that is not read at the other, and says so a turn later, as real ones do. */
class End extends Duplex {
  other: End;
  private taken: () => void = () => undefined;

  override _write(chunk: Buffer, _encoding: string, done: () => void) {
    this.other.taken = done;
    this.other.push(chunk);
  }

  override _read() {
    const { taken } = this;
    this.taken = () => undefined;
    setImmediate(taken);
  }

  override _final(done: () => void) {
    this.other.push(null);
    done();
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

async function served(feed: Counter): Promise<{ client: WebSocket; far: Duplex }> {
  const query = new GraphQLObjectType({ name: "Query", fields: { none: { type: GraphQLString } } });
  const subscription = new GraphQLObjectType({
    name: "Subscription",
    fields: { count: { type: GraphQLString, subscribe: () => feed } },
  });
  const sockets = new Sockets(new FanOut(), pino({ level: "silent" }));
  sockets.add<true, Anybody>({
    schema: new GraphQLSchema({ query, subscription }),
    admit: () => Promise.resolve(true),
    connect: () => Promise.resolve({ context: new Anybody(), mayIntrospect: false }),
    shared: (context) => context,
    mayStay: () => true,
    charge: () => undefined,
  });
  const http = createServer();
  sockets.attach(http);
  const [near, far] = [new End(), new End()];
  near.other = far;
  far.other = near;
  http.emit("connection", far);
  const client = new WebSocket("ws://wire/", "graphql-transport-ws", {
    createConnection: () => near as never,
  });
  await once(client, "open");
  return { client, far };
}

test("a reader that stalls, and is answered meanwhile, hears the rest when it reads again", async () => {
  const feed = new Counter();
  const { client, far } = await served(feed);
  const messages: { type: string; payload?: { data: { count: string } } }[] = [];
  client.on("message", (data: Buffer) => messages.push(JSON.parse(data.toString("utf8"))));
  const hear = async (count: number) => {
    while (!messages.some(({ payload }) => payload?.data?.count.startsWith(`${count} `)))
      await once(client, "message");
  };
  client.send(JSON.stringify({ type: "connection_init" }));
  await once(client, "message");
  client.send(JSON.stringify({ id: "1", type: "subscribe", payload: { query: "subscription { count }" } }));
  await hear(0);
  for (let round = 1; round < 10; round += 3) {
    client.pause();
    for (let times = 0; times < 3; times++) feed.ask();
    while (far.writableLength === 0) await turn();
    const { writableLength } = far;
    // The answer stands behind what was sent, and is still on the way when that has left.
    client.send(JSON.stringify({ type: "ping", payload: { text: "y".repeat(60_000) } }));
    while (far.writableLength === writableLength) await turn();
    client.resume();
    await hear(round + 2);
  }
  expect(messages.filter(({ type }) => type === "pong")).toHaveLength(3);
  client.terminate();
});

test("a message that is nested too deeply to be answered ends its own socket, and nothing else", async () => {
  const { client } = await served(new Counter());
  const deep = "[".repeat(30_000) + "]".repeat(30_000);
  client.send(`{"type":"ping","payload":{"deep":${deep}}}`);
  expect((await once(client, "close"))[0]).toBe(4400);
});
