// The wire between browsers and the server, which a story can black-hole, or close to sockets alone.
import { once } from "node:events";
import { type Socket, connect, createServer } from "node:net";

type Condition = "whole" | "black hole" | "no sockets";

export class Wire {
  private condition: Condition = "whole";
  private readonly held = new Set<Socket>();

  private constructor(
    readonly port: number,
    private readonly stop: () => void,
  ) {}

  static async open(target: number): Promise<Wire> {
    const server = createServer((near) => wire.join(near, target)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const wire = new Wire(typeof address === "object" && address ? address.port : 0, () => server.close());
    return wire;
  }

  /** What goes on over it from now on: "black hole" leaves every line open, and lets nothing through. */
  become(condition: Condition): void {
    // Lines that were held say nothing any more: they end when others may pass.
    if (condition !== "black hole") for (const socket of this.held) socket.destroy();
    this.condition = condition;
  }

  close(): void {
    for (const socket of this.held) socket.destroy();
    this.stop();
  }

  private join(near: Socket, target: number): void {
    const far = connect(target, "127.0.0.1");
    for (const socket of [near, far]) {
      this.held.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        this.held.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on("data", (chunk) => {
      if (this.condition === "black hole") return;
      if (this.condition === "no sockets" && /upgrade: websocket/iu.test(chunk.toString("latin1")))
        near.destroy();
      else far.write(chunk);
    });
    far.on("data", (chunk) => this.condition !== "black hole" && near.write(chunk));
  }
}
