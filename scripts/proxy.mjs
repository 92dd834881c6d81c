// A small proxy: every connection goes to the server with the fewest, or to the next when that one is not there.
import { once } from "node:events";
import { connect, createServer } from "node:net";

/** Listens on loopback; `targets` are ports there. Answers with what ends it. */
export async function startProxy(port, targets) {
  const servers = targets.map((target) => ({ target, open: 0 }));
  const sockets = new Set();
  const keep = (socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
  };
  const proxy = createServer((near) => {
    keep(near);
    const others = servers.toSorted((a, b) => a.open - b.open);
    const next = () => {
      const server = others.shift();
      if (!server || near.destroyed) return void near.destroy();
      const far = connect(server.target, "127.0.0.1");
      server.open++;
      let isJoined = false;
      keep(far);
      far.on("connect", () => {
        isJoined = true;
        near.pipe(far).pipe(near);
        near.on("close", () => far.destroy());
      });
      far.on("close", () => {
        server.open--;
        if (isJoined) near.destroy();
        else next();
      });
    };
    next();
  }).listen(port, "127.0.0.1");
  await once(proxy, "listening");
  return () => {
    proxy.close();
    for (const socket of sockets) socket.destroy();
  };
}
