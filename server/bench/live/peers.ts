// Those beside whom Atalaya runs: the bare broadcast, graphql-ws as usual, and the floor in C.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { now } from "./clock.ts";
import { type Contestant, Process, here, post } from "./contestant.ts";
import { serverFrame } from "./frames.ts";
import { type Opening } from "./orders.ts";

const httpPeer = async (
  name: string,
  process: Process,
  subscription?: Opening["subscription"],
): Promise<Contestant> => {
  const port = Number(await process.says(/(\d+)\n/));
  return {
    name,
    process,
    entry: { port, path: "/", subscription, ordered: false },
    trigger: async (events) => (await post(port, `/?events=${events}`, "")).at,
  };
};

/** `message`: what Atalaya sends for an event, byte by byte. */
export async function startPeers(
  folder: string,
  message: string,
  subscription: Opening["subscription"],
): Promise<Contestant[]> {
  const file = join(folder, "message.json");
  writeFileSync(file, message);
  const schema = here("../../../schema.graphql");
  const floor = buildFloor(folder);
  return [
    await httpPeer("bare ws", Process.node([here("peers/broadcast.ts"), file])),
    await httpPeer("graphql-ws", Process.node([here("peers/per-subscriber.ts"), file, schema]), subscription),
    ...(floor ? [await startFloor(floor, folder, message)] : []),
  ];
}

/** Compiles the floor; null, and a line that says so, without a C compiler. */
function buildFloor(folder: string): string | null {
  const program = join(folder, "floor");
  const built = spawnSync("cc", ["-O2", "-o", program, here("peers/floor.c")], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (built.status === 0) return program;
  console.log("There is no C compiler (cc) here that builds the floor: its row is left out.");
  return null;
}

async function startFloor(program: string, folder: string, message: string): Promise<Contestant> {
  const file = join(folder, "frame.bin");
  writeFileSync(file, serverFrame(message));
  const process = new Process(program, [file]);
  const port = Number(await process.says(/(\d+)\n/));
  return {
    name: "C floor",
    process,
    entry: { port, path: "/", ordered: false },
    async trigger(events) {
      process.tell(String(events));
      await process.says(/answered\n/);
      return now();
    },
  };
}
