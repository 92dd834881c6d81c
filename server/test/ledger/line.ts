// A subscriber's line, as the console keeps it: reconnects for ever with full jitter, notices a dead peer by asking, and
// resumes from the last thing it heard. Its times are shorter than the console's, so that a round is short.
import { type Client, createClient } from "graphql-ws";
import WebSocket from "ws";
import type { Random } from "../../src/demo/random.js";
import type { Answer } from "../clients.js";
import { jitter } from "./api.js";
import type { Bell } from "./bell.js";

const PING = 1_500;
const PONG = 1_500;
const HANDSHAKE = 3_000;
const TERMINATED = 4499;

export interface LineOptions {
  url: () => string;
  headers?: Record<string, string>;
  payload?: Record<string, unknown>;
  random: Random;
  bell: Bell;
  /** false: as a browser's tab that is frozen, it never asks whether the server is there. */
  asks?: boolean;
  /** The server will not serve this caller: nothing in a run should ever cause it. */
  refused: (code: string) => void;
}

export class Line {
  connections = 0;
  isLive = false;
  private readonly client: Client;
  private pong: NodeJS.Timeout | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stop: () => void = () => undefined;
  private start: () => void = () => undefined;
  /** Of the subscription that is listened to; what an earlier one still says is nobody's. */
  private turn = 0;

  constructor(private readonly options: LineOptions) {
    const { headers = {}, payload = {}, random, url, bell, asks = true } = options;
    class Socket extends WebSocket {
      constructor(address: string, protocols: string) {
        super(address, protocols, { headers, handshakeTimeout: HANDSHAKE });
      }
      /** A browser hands on nothing more of a socket that it is closing. */
      override close(code?: number, reason?: string): void {
        this.onmessage = null;
        super.close(code, reason);
        if (code === TERMINATED) this.terminate();
      }
    }
    this.client = createClient({
      url: () => url().replace(/^http/, "ws"),
      webSocketImpl: Socket,
      connectionParams: payload,
      keepAlive: asks ? PING : 0,
      connectionAckWaitTimeout: HANDSHAKE,
      retryAttempts: Infinity,
      shouldRetry: () => true,
      retryWait: (retries) => new Promise((resolve) => setTimeout(resolve, jitter(random, retries))),
      on: {
        connected: () => {
          this.connections++;
          this.isLive = true;
          bell.ring();
        },
        ping: (received) => {
          if (!received) this.pong = setTimeout(() => this.client.terminate(), PONG);
        },
        pong: (received) => {
          if (received) clearTimeout(this.pong);
        },
        closed: () => {
          clearTimeout(this.pong);
          this.isLive = false;
        },
      },
    });
  }

  /**
   * Subscribes until the line is closed. After a break the same `variables` are sent again, so `next` keeps `after` in them
   * up to date.
   */
  subscribe(query: string, variables: Record<string, unknown>, next: (item: Answer) => void): void {
    let tries = 0;
    this.start = () => {
      const mine = ++this.turn;
      const again = (failure: unknown) => {
        if (mine !== this.turn) return;
        const code = refusal(failure);
        if (code) this.options.refused(code);
        this.timer = setTimeout(this.start, jitter(this.options.random, tries++));
      };
      this.stop = this.client.subscribe<Record<string, Answer>>(
        { query, variables },
        {
          next: ({ data }) => {
            if (mine !== this.turn) return;
            tries = 0;
            next(Object.values(data ?? {})[0]);
          },
          error: again,
          complete: () => again(null),
        },
      );
    };
    this.start();
  }

  /** Listens no more until `resume`, which asks afresh with the present variables. */
  pause(): void {
    this.turn++;
    clearTimeout(this.timer);
    this.stop();
  }

  resume(): void {
    this.start();
  }

  async close(): Promise<void> {
    this.start = () => undefined;
    this.pause();
    clearTimeout(this.pong);
    try {
      await this.client.dispose();
    } catch {
      // It was just waiting to try again: there is no socket to close.
    }
    this.client.terminate();
  }
}

const PASSING = new Set(["UNAVAILABLE", "RATE_LIMITED"]);

/** The code with which the server refused for good; null when it is worth another try. */
function refusal(failure: unknown): string | null {
  if (Array.isArray(failure)) {
    const code = String((failure[0] as { extensions?: { code?: unknown } } | undefined)?.extensions?.code);
    return PASSING.has(code) ? null : code;
  }
  const code = (failure as { code?: unknown } | null)?.code;
  return code === 4401 || code === 4403 ? String(code) : null;
}
