// The second peer: graphql-ws as it is usually set up. Every subscriber has an iterator of its own, and every event is executed
// and serialised for each. It knows no database, filter or rights: the object of the event lies ready in memory.
import { readFileSync } from "node:fs";
import { buildSchema } from "graphql";
import { handleProtocols } from "graphql-ws";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import { serveEvents } from "./events.ts";

const [, , messageFile = "", schemaFile = ""] = process.argv;
const message = JSON.parse(readFileSync(messageFile, "utf8")) as {
  payload: { data: { visitorChanges: object } };
};
const event = message.payload.data;
/** Says that the subscription stands, as Atalaya does. */
const hello = { visitorChanges: { ...event.visitorChanges, kind: "HEARTBEAT" } };

/** As in graphql-subscriptions: what is published before it is asked for waits in a queue. */
class Subscriber implements AsyncIterableIterator<object> {
  static readonly all = new Set<Subscriber>();
  private readonly waiting: object[] = [];
  private wake: ((result: IteratorResult<object>) => void) | null = null;

  push(value: object): void {
    if (this.wake) this.wake({ done: false, value });
    else this.waiting.push(value);
    this.wake = null;
  }

  next(): Promise<IteratorResult<object>> {
    const value = this.waiting.shift();
    if (value) return Promise.resolve({ done: false, value });
    return new Promise((resolve) => (this.wake = resolve));
  }

  return(): Promise<IteratorResult<object>> {
    Subscriber.all.delete(this);
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator]() {
    return this;
  }
}

const wss = new WebSocketServer({ noServer: true, perMessageDeflate: false, handleProtocols });
useServer(
  {
    schema: buildSchema(readFileSync(schemaFile, "utf8")),
    roots: {
      subscription: {
        visitorChanges: () => {
          const subscriber = new Subscriber();
          subscriber.push(hello);
          Subscriber.all.add(subscriber);
          return subscriber;
        },
      },
    },
  },
  wss,
);

serveEvents(wss, (events) => {
  for (let sent = 0; sent < events; sent++) {
    for (const subscriber of Subscriber.all) subscriber.push(event);
  }
});
