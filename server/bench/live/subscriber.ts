// One screen that watches: a socket, the handshakes of WebSocket and graphql-transport-ws by hand, then one subscription.
import { randomBytes } from "node:crypto";
import { type Socket, connect } from "node:net";
import { FrameReader, pongFrame, textFrame } from "./frames.ts";

/** How to reach a contestant, and what to ask it for. */
export interface Entry {
  port: number;
  path: string;
  /** Without one, the socket alone is the subscription: a bare broadcast. */
  subscription?: { token: string; query: string; variables: object };
  /** The address that a proxy in front of the server would tell. */
  from: string;
}

export interface SubscriberListener {
  /** An item came: its kind's first letter, and the message while this call lasts. */
  item(kind: number, read: () => string): void;
  failed(reason: string): void;
}

// One buffer for all sockets of the process: what it holds is used up before the next read.
const SHARED = Buffer.allocUnsafe(256 * 1024);
const KIND = '"kind":"';
const KINDS = new Set([..."EULCRH"].map((letter) => letter.charCodeAt(0)));

/** Resolves when the subscription stands: its first item has come. */
export function subscribe(entry: Entry, listener: SubscriberListener): Promise<Socket> {
  return new Promise((resolve, reject) => {
    let ready = false;
    let upgraded = "";
    let kindAt = -1;
    const fail = (reason: string) => (ready ? listener.failed(reason) : reject(new Error(reason)));
    const socket = connect({
      port: entry.port,
      host: "127.0.0.1",
      noDelay: true,
      onread: {
        buffer: SHARED,
        callback: (size, buffer) => (read((buffer as Buffer).subarray(0, size)), true),
      },
    });
    const stand = () => {
      ready = true;
      resolve(socket);
    };
    const frames = new FrameReader({
      text(bytes, start, end) {
        const message = () => bytes.toString("utf8", start, end);
        if (kindAt < 0 && !answer(message())) return;
        const kind = bytes[start + kindAt] ?? 0;
        if (start + kindAt >= end || !KINDS.has(kind)) return fail(`an unexpected message: ${message()}`);
        if (ready) listener.item(kind, message);
        else stand();
      },
      ping: (payload) => socket.write(pongFrame(payload)),
      closed: (code, reason) => fail(`closed with ${code} ${reason}`),
    });
    socket.on("error", (error) => fail(String(error)));
    socket.on("close", () => fail("the socket closed"));
    socket.write(
      [
        `GET ${entry.path} HTTP/1.1`,
        "Host: bench",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
        ...(entry.subscription ? ["Sec-WebSocket-Protocol: graphql-transport-ws"] : []),
        `X-Forwarded-For: ${entry.from}`,
        "\r\n",
      ].join("\r\n"),
    );

    let read = (chunk: Buffer) => {
      upgraded += chunk.toString("latin1");
      const end = upgraded.indexOf("\r\n\r\n");
      if (end < 0) return;
      if (!upgraded.startsWith("HTTP/1.1 101")) return fail(upgraded.slice(0, end));
      read = (next) => frames.read(next);
      if (entry.subscription) {
        socket.write(
          textFrame(
            JSON.stringify({ type: "connection_init", payload: { token: entry.subscription.token } }),
          ),
        );
      } else stand();
      frames.read(Buffer.from(upgraded.slice(end + 4), "latin1"));
    };

    /** Goes through the protocol's handshake; true when the message is an item. All items have their kind at one place. */
    const answer = (text: string): boolean => {
      const { type } = JSON.parse(text) as { type: string };
      if (type === "connection_ack" && entry.subscription) {
        const { query, variables } = entry.subscription;
        socket.write(
          textFrame(JSON.stringify({ id: "1", type: "subscribe", payload: { query, variables } })),
        );
        return false;
      }
      kindAt = text.indexOf(KIND) + KIND.length;
      if (type === "next" && kindAt >= KIND.length) return true;
      fail(`an unexpected message: ${text}`);
      return false;
    };
  });
}
