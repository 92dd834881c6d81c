import { once } from "node:events";
import { type Server, createServer } from "node:http";
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
  constructor(readonly callerKey = "anybody") {
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

/** A house whose callers say who they are and, by the path, where they come from. */
function house(feed: Counter) {
  const query = new GraphQLObjectType({ name: "Query", fields: { none: { type: GraphQLString } } });
  const subscription = new GraphQLObjectType({
    name: "Subscription",
    fields: { count: { type: GraphQLString, subscribe: () => feed } },
  });
  const most = { caller: 2, address: 3 };
  const sockets = new Sockets(new FanOut(), pino({ level: "silent" }), undefined, most);
  sockets.add<true, Anybody>({
    schema: new GraphQLSchema({ query, subscription }),
    admit: (_request, path) => Promise.resolve(path ? true : null),
    connect: (_admitted, _request, { caller = "anybody" }) =>
      Promise.resolve({ context: new Anybody(caller as string), mayIntrospect: false }),
    shared: (context) => context,
    mayStay: () => true,
    charge: () => undefined,
    addressOf: ({ url = "" }) => url.slice(1),
  });
  const http = createServer();
  sockets.attach(http);
  return http;
}

async function served(http: Server, address = ""): Promise<{ client: WebSocket; far: Duplex }> {
  const [near, far] = [new End(), new End()];
  near.other = far;
  far.other = near;
  http.emit("connection", far);
  const client = new WebSocket(`ws://wire/${address}`, "graphql-transport-ws", {
    createConnection: () => near as never,
  });
  await once(client, "open");
  return { client, far };
}

test("a reader that stalls, and is answered meanwhile, hears the rest when it reads again", async () => {
  const feed = new Counter();
  const { client, far } = await served(house(feed));
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

test("what is nested too deeply is refused, or ends its own socket, and nothing else", async () => {
  const { client } = await served(house(new Counter()));
  const deep = "[".repeat(30_000) + "]".repeat(30_000);
  client.send('{"type":"connection_init"}');
  await once(client, "message");
  const subscribe = `{"query":"subscription { count }","variables":{"deep":${deep}}}`;
  client.send(`{"id":"1","type":"subscribe","payload":${subscribe}}`);
  expect(JSON.parse(String((await once(client, "message"))[0]))).toMatchObject({
    type: "error",
    payload: [{ extensions: { code: "BAD_USER_INPUT" } }],
  });
  client.send(`{"type":"ping","payload":{"deep":${deep}}}`);
  expect((await once(client, "close"))[0]).toBe(4400);
});

test("sockets are counted by who opens them and by where from, whoever they say they are, and given back", async () => {
  const http = house(new Counter());
  const farEnds: Duplex[] = [];
  /** The socket, or the code by which it was refused. */
  const enter = async (caller: string, address: string) => {
    const { client, far } = await served(http, address);
    farEnds.push(far);
    client.send(JSON.stringify({ type: "connection_init", payload: { caller } }));
    const [said] = (await Promise.race([once(client, "message"), once(client, "close")])) as unknown[];
    return typeof said === "number" ? said : client;
  };
  const in_ = expect.any(WebSocket) as WebSocket;
  const far = "203.0.113.7";
  const first = await enter("a", far);
  expect([first, await enter("a", far)]).toEqual([in_, in_]);
  expect(await enter("a", "198.51.100.1")).toBe(1013);
  expect([await enter("b", far), await enter("c", far)]).toEqual([in_, 1013]);
  // This machine and its network are nobody's.
  for (const caller of ["d", "e", "f", "g"]) expect(await enter(caller, "127.0.0.1")).toEqual(in_);
  (first as WebSocket).close();
  await once(farEnds[0] as Duplex, "close");
  await turn();
  expect([await enter("c", far), await enter("h", far)]).toEqual([in_, 1013]);
});

test("an upgrade to what is no address is nobody's, and no fault", async () => {
  const [near, far] = [new End(), new End()];
  near.other = far;
  far.other = near;
  house(new Counter()).emit("connection", far);
  near.write("GET // HTTP/1.1\r\nHost: wire\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  expect(String((await once(near, "data"))[0])).toMatch(/^HTTP\/1\.1 404 /);
});
