// The one WebSocket of the console: reconnects for ever, notices a dead peer, and resumes each subscription
// from the last thing it heard.
import { createClient, type SubscribePayload } from "graphql-ws/client";
import { waitBefore } from "./backoff.ts";
import { connection } from "./connection.svelte.ts";
import { isRefusal } from "./errors.ts";

interface Result {
  data?: Record<string, unknown> | null;
  errors?: readonly unknown[];
}

interface Sink {
  next(result: Result): void;
}

const pingEvery = 12_000;
const pongWithin = 5_000;
/** From the first knock to the server's welcome: a handshake that hangs would otherwise do so for minutes. */
const connectWithin = 8_000;

let watchdog: ReturnType<typeof setTimeout> | undefined;
let wake: (() => void) | undefined;

const terminateIn = (wait: number) => {
  clearTimeout(watchdog);
  watchdog = setTimeout(() => socket.terminate(), wait);
};

const socket = createClient({
  url: () => `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/graphql`,
  lazy: true,
  lazyCloseTimeout: 2_000,
  keepAlive: pingEvery,
  retryAttempts: Infinity,
  // Every close and every failed handshake is worth another try; refusals for good end in the library itself.
  shouldRetry: () => true,
  retryWait: (retries) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, waitBefore(retries));
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    }),
  on: {
    connecting: () => terminateIn(connectWithin),
    connected: () => clearTimeout(watchdog),
    ping: (received) => {
      if (!received) terminateIn(pongWithin);
    },
    pong: (received) => {
      if (received) clearTimeout(watchdog);
    },
    closed: () => {
      clearTimeout(watchdog);
      connection.lost();
    },
  },
});

// A laptop that wakes, or a network that returns, need not wait out the rest of the pause.
globalThis.addEventListener?.("online", () => wake?.());
globalThis.document?.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") wake?.();
});
// A new line is cheap, and resumes where the dead one stopped.
connection.whenDead(() => {
  connection.lost();
  socket.terminate();
});

const refused = new Set<() => void>();

/**
 * Called when the server has ended a stream of this caller's: signed out, thrown out of the project, or another role there. Until
 * the answer is called.
 */
export function whenRefused(act: () => void): () => void {
  refused.add(act);
  return () => refused.delete(act);
}

/**
 * Subscribes until told to stop. After a break the library sends the same payload again, so `after` in it is
 * kept up to date; a stream that the server ends is asked for again, unless it was refused for good.
 */
export function subscribe(payload: SubscribePayload, sink: Sink): () => void {
  const variables = { ...payload.variables };
  const mark = connection.open();
  let stop: () => void = () => {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  let over = false;

  const start = () => {
    let current = true;
    const again = (failure: unknown) => {
      if (over || !current) return;
      current = false;
      mark.lost();
      // Also for what will be tried again: whoever has got another role is told so by an error of the server's own.
      if (Array.isArray(failure) || isRefusal(failure)) for (const act of refused) act();
      if (!isRefusal(failure)) timer = setTimeout(start, waitBefore(tries++));
    };
    const end = socket.subscribe<Record<string, unknown>>(
      { ...payload, variables },
      {
        next: (result) => {
          if (over || !current) return;
          // An item that could not be made is missed: only coming back after the last good one brings it.
          if (!result.data) {
            again(result.errors);
            end();
            return;
          }
          tries = 0;
          const after = resumeAt(result.data);
          if (after !== null) variables["after"] = after;
          mark.heard();
          sink.next(result);
        },
        error: again,
        complete: () => again(null),
      },
    );
    stop = end;
  };

  start();
  return () => {
    over = true;
    mark.close();
    clearTimeout(timer);
    stop();
  };
}

function resumeAt(data: Record<string, unknown>): string | number | null {
  const change = (data["visitorChanges"] ?? data["conversationChanges"]) as
    | { cursor?: string; message?: { seq: number } | null; conversation?: { lastSeq: number } | null }
    | undefined;
  return change?.cursor ?? change?.message?.seq ?? change?.conversation?.lastSeq ?? null;
}
