// The first peer: a bare ws server that sends one and the same text to everybody. No GraphQL, no rights, no database.
import { readFileSync } from "node:fs";
import { WebSocket, WebSocketServer } from "ws";
import { serveEvents } from "./events.ts";

const text = readFileSync(process.argv[2] ?? "", "utf8");
const wss = new WebSocketServer({ noServer: true, perMessageDeflate: false });

serveEvents(wss, (events) => {
  for (let sent = 0; sent < events; sent++) {
    for (const client of wss.clients) if (client.readyState === WebSocket.OPEN) client.send(text);
  }
});
