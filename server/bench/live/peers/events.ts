// What the peers have in common: a server on a free port, sockets at any path, and POST /?events=n, which is answered before
// the events go out, as a mutation is.
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { type WebSocketServer } from "ws";

export function serveEvents(wss: WebSocketServer, publish: (events: number) => void): void {
  const server = createServer((request, response) => {
    const events = Number(new URL(request.url ?? "/", "http://peer").searchParams.get("events"));
    request.resume();
    response.end("{}");
    publish(events);
  });
  server.on("upgrade", (request, socket, head) => {
    wss.handleUpgrade(request, socket, head, (client) => wss.emit("connection", client, request));
  });
  server.listen(0, "127.0.0.1", 4096, () => {
    process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
  });
}
