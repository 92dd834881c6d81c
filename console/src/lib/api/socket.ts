// The one WebSocket of the console: reconnects for ever, notices a dead peer, and resumes each subscription
// from the last thing it heard.
import { createClient, type SubscribePayload } from "graphql-ws/client";
import { waitBefore } from "./backoff.ts";
import { connection } from "./connection.svelte.ts";
import { isPassing, problemOf } from "./errors.ts";

interface Sink {
  next(result: { data?: Record<string, unknown> | null; errors?: readonly unknown[] }): void;
}

const pingEvery = 12_000;
const pongWithin = 5_000;

let pongTimeout: ReturnType<typeof setTimeout> | undefined;
let wake: (() => void) | undefined;

const socket = createClient({
  url: () => `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/graphql`,
  lazy: true,
  lazyCloseTimeout: 2_000,
  keepAlive: pingEvery,
  connectionAckWaitTimeout: 8_000,
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
    connected: () => connection.connected(),
    message: () => connection.heard(),
    ping: (received) => {
      if (!received) pongTimeout = setTimeout(() => socket.terminate(), pongWithin);
    },
    pong: (received) => {
      if (received) clearTimeout(pongTimeout);
    },
    closed: (event) => {
      clearTimeout(pongTimeout);
      if ((event as CloseEvent).code === 1000) connection.idle();
      else connection.lost();
    },
  },
});

// A laptop that wakes, or a network that returns, need not wait out the rest of the pause.
globalThis.addEventListener?.("online", () => wake?.());
globalThis.document?.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") wake?.();
});

let onRefused: () => void = () => {};

/** Called when the server will not talk to this caller any more: signed out, or thrown out of the project. */
export function whenRefused(act: () => void): void {
  onRefused = act;
}

/**
 * Subscribes until told to stop. After a break the library sends the same payload again, so `after` in it is
 * kept up to date; a stream that the server ends is asked for again, unless it was refused for good.
 */
export function subscribe(payload: SubscribePayload, sink: Sink): () => void {
  const variables = { ...payload.variables };
  let stop: () => void = () => {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  let over = false;

  const start = () => {
    stop = socket.subscribe<Record<string, unknown>>(
      { ...payload, variables },
      {
        next: (result) => {
          tries = 0;
          const after = resumeAt(result.data);
          if (after !== null) variables["after"] = after;
          sink.next(result);
        },
        error: (failure) => again(failure),
        complete: () => again(null),
      },
    );
  };
  const again = (failure: unknown) => {
    if (over) return;
    if (isRefusal(failure)) onRefused();
    else timer = setTimeout(start, waitBefore(tries++));
  };

  start();
  return () => {
    over = true;
    clearTimeout(timer);
    stop();
  };
}

/** A closed socket that says "unauthorised", or an error of the subscription itself that will not pass. */
function isRefusal(failure: unknown): boolean {
  if (Array.isArray(failure)) return !isPassing(problemOf({ graphQLErrors: failure }));
  const code = (failure as { code?: unknown } | null)?.code;
  return code === 4401 || code === 4403;
}

function resumeAt(data: Record<string, unknown> | null | undefined): string | number | null {
  const change = (data?.["visitorChanges"] ?? data?.["conversationChanges"]) as
    | { cursor?: string; message?: { seq: number } | null; conversation?: { lastSeq: number } | null }
    | undefined;
  return change?.cursor ?? change?.message?.seq ?? change?.conversation?.lastSeq ?? null;
}
