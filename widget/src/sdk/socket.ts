/**
 * One subscription over one WebSocket (graphql-transport-ws), kept alive: it reconnects with full-jitter
 * backoff, and asks for its variables anew each time so that it resumes where the last one stopped.
 */
import { backoff } from "./backoff";
import { guard } from "./guard";

const QUIET_MS = 20_000;
const PATIENCE_MS = 10_000;
const SETTLED_MS = 5_000;

export interface SocketOptions {
  address: string;
  query: string;
  /** Read at each connection. */
  token: () => string;
  variables: () => Record<string, unknown>;
  next: (data: unknown) => void;
  /** true once the server has acknowledged us, false when the line is gone. */
  live: (live: boolean) => void;
  /** The server refused the subscription or the token: the caller decides whether to start again. */
  refused: () => void;
}

interface Frame {
  type?: string;
  payload?: { data?: unknown } | null;
}

export class LiveSocket {
  #options: SocketOptions;
  #socket: WebSocket | null = null;
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setTimeout> | undefined;
  #settled: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(options: SocketOptions) {
    this.#options = options;
    addEventListener("online", this.#afresh);
    document.addEventListener("visibilitychange", this.#now);
    this.#connect();
  }

  /** Drops the line and subscribes again at once, from the present variables. */
  resubscribe(): void {
    this.#attempt = 0;
    this.#drop();
    this.#connect();
  }

  /** The server was just heard from by another way: no reason to go on waiting. */
  wake(): void {
    if (this.#socket || this.#closed) return;
    this.#attempt = 0;
    this.#connect();
  }

  close(): void {
    this.#closed = true;
    removeEventListener("online", this.#afresh);
    document.removeEventListener("visibilitychange", this.#now);
    clearTimeout(this.#retry);
    this.#drop();
  }

  // Another network, perhaps: the old line may be dead without knowing it.
  #afresh = () => {
    if (!this.#closed) this.resubscribe();
  };

  // The person is back: no reason to sit out the rest of a long wait.
  #now = () => {
    if (document.visibilityState !== "hidden") this.wake();
  };

  #connect(): void {
    clearTimeout(this.#retry);
    if (this.#closed) return;
    let socket: WebSocket;
    try {
      socket = new WebSocket(this.#options.address, "graphql-transport-ws");
    } catch {
      this.#later();
      return;
    }
    this.#socket = socket;
    const send = (frame: object) =>
      socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify(frame));
    // A line that died without a word is noticed by asking, and by not being answered.
    const listen = () => {
      clearTimeout(this.#watch);
      this.#watch = setTimeout(() => {
        send({ type: "ping" });
        this.#watch = setTimeout(() => this.#lost(socket), PATIENCE_MS);
      }, QUIET_MS);
    };
    this.#watch = setTimeout(() => this.#lost(socket), PATIENCE_MS);
    socket.onopen = () => send({ type: "connection_init", payload: { token: this.#options.token() } });
    socket.onclose = (event) => {
      if (this.#socket !== socket) return;
      this.#lost(socket);
      if (event.code === 4401 || event.code === 4403) this.#options.refused();
    };
    socket.onmessage = (event) => {
      if (this.#socket !== socket) return;
      listen();
      const frame = parse(event.data);
      if (frame?.type === "connection_ack") {
        this.#settled = setTimeout(() => (this.#attempt = 0), SETTLED_MS);
        const { query, variables } = this.#options;
        send({ id: "1", type: "subscribe", payload: { query, variables: variables() } });
        this.#options.live(true);
      } else if (frame?.type === "ping") {
        send({ type: "pong" });
      } else if (frame?.type === "next") {
        const data = frame.payload?.data;
        // An item that could not be made is missed: only coming back after the last good one brings it.
        if (data) guard(() => this.#options.next(data));
        else this.#lost(socket);
      } else if (frame?.type === "error" || frame?.type === "complete") {
        this.#lost(socket);
        if (frame.type === "error") this.#options.refused();
      }
    };
  }

  #lost(socket: WebSocket): void {
    if (this.#socket !== socket) return;
    this.#drop();
    this.#options.live(false);
    this.#later();
  }

  #later(): void {
    clearTimeout(this.#retry);
    if (!this.#closed) this.#retry = setTimeout(() => this.#connect(), backoff(this.#attempt++));
  }

  #drop(): void {
    clearTimeout(this.#watch);
    clearTimeout(this.#settled);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(1000);
  }
}

function parse(data: unknown): Frame | null {
  try {
    return JSON.parse(String(data)) as Frame | null;
  } catch {
    return null;
  }
}
