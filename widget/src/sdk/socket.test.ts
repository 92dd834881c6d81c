import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LiveSocket } from "./socket";

class FakeSocket {
  static readonly OPEN = 1;
  static all: FakeSocket[] = [];
  readyState = 1;
  sent: { type: string; payload?: unknown }[] = [];
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;
  onclose?: (event: { code: number }) => void;
  constructor(
    readonly address: string,
    readonly protocol: string,
  ) {
    FakeSocket.all.push(this);
  }
  send(frame: string) {
    this.sent.push(JSON.parse(frame) as { type: string });
  }
  close() {
    this.readyState = 3;
  }
  hear(frame: object) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

const latest = () => FakeSocket.all.at(-1)!;

function open() {
  let after = 4;
  const heard: unknown[] = [];
  const lines: boolean[] = [];
  const refused = vi.fn();
  const socket = new LiveSocket({
    address: "wss://chat.example/widget/k/graphql",
    query: "subscription",
    token: () => "secret",
    variables: () => ({ after }),
    next: (data) => {
      heard.push(data);
      after++;
    },
    live: (live) => lines.push(live),
    refused,
  });
  return { socket, heard, lines, refused };
}

describe("live socket", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    FakeSocket.all = [];
    vi.stubGlobal("WebSocket", FakeSocket);
    vi.stubGlobal("addEventListener", vi.fn());
    vi.stubGlobal("removeEventListener", vi.fn());
    vi.stubGlobal("document", { addEventListener: vi.fn(), removeEventListener: vi.fn() });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const connect = () => {
    latest().onopen?.();
    latest().hear({ type: "connection_ack" });
  };

  it("introduces itself, then subscribes from where it stands", () => {
    const { lines } = open();
    connect();
    expect(latest().protocol).toBe("graphql-transport-ws");
    expect(latest().sent).toEqual([
      { type: "connection_init", payload: { token: "secret" } },
      { id: "1", type: "subscribe", payload: { query: "subscription", variables: { after: 4 } } },
    ]);
    expect(lines).toEqual([true]);
  });

  it("comes back after a loss and resumes after the last item", () => {
    const { heard, lines } = open();
    connect();
    latest().hear({ type: "next", id: "1", payload: { data: { events: 5 } } });
    latest().onclose?.({ code: 1006 });
    vi.advanceTimersByTime(1000);
    expect(FakeSocket.all).toHaveLength(2);
    connect();
    expect(latest().sent[1]).toMatchObject({ payload: { variables: { after: 5 } } });
    expect(heard).toEqual([{ events: 5 }]);
    expect(lines).toEqual([true, false, true]);
  });

  it("comes back for an item that the server could not make", () => {
    const { heard, lines } = open();
    connect();
    latest().hear({ type: "next", id: "1", payload: { data: null, errors: [{ message: "?" }] } });
    expect(lines).toEqual([true, false]);
    vi.advanceTimersByTime(1000);
    connect();
    expect(latest().sent[1]).toMatchObject({ payload: { variables: { after: 4 } } });
    expect(heard).toEqual([]);
  });

  it("answers pings, and drops a line that no longer answers its own", () => {
    const { lines } = open();
    connect();
    latest().hear({ type: "ping" });
    expect(latest().sent.at(-1)).toEqual({ type: "pong" });
    vi.advanceTimersByTime(20_000);
    expect(latest().sent.at(-1)).toEqual({ type: "ping" });
    vi.advanceTimersByTime(10_000);
    expect(lines.at(-1)).toBe(false);
  });

  it("tells when it is refused, and stays quiet once closed", () => {
    const { socket, refused } = open();
    connect();
    latest().onclose?.({ code: 4401 });
    expect(refused).toHaveBeenCalledOnce();
    socket.close();
    vi.advanceTimersByTime(60_000);
    expect(FakeSocket.all).toHaveLength(1);
  });
});
