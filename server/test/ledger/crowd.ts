// 200 consoles that lose their lines in one moment and all come back.
import type { Random } from "../../src/demo/random.js";
import type { Run } from "./run.js";
import { freshList } from "./screen.js";
import { FILTERS } from "./staff.js";

const SIZE = 200;
/** Sockets that one caller may have. */
const SOCKETS = 10;
const PATIENCE = 90_000;
/** All of them hear every change: the senders think longer meanwhile. */
const PACE = 1_500;

export async function stampede(run: Run, random: Random): Promise<string> {
  run.load.pace = PACE;
  const { bell, staff } = run;
  const wire = await staff.wire();
  const tokens = await staff.tokens(SIZE / SOCKETS);
  const snapshots = [];
  for (const filter of FILTERS) {
    const api = staff.api(() => wire.url, { authorization: `Bearer ${tokens[0]}` });
    snapshots.push({ filter, api, snapshot: await freshList(api, staff.projectId, filter) });
  }
  const { crowd } = run;
  for (let index = 0; index < SIZE; index++) {
    const { filter, api, snapshot } = snapshots[index % snapshots.length] as (typeof snapshots)[number];
    const line = staff.line(() => `${wire.url}/graphql`, {
      payload: { token: tokens[Math.floor(index / SOCKETS)] },
    });
    const screen = staff.screen(`console ${index} of the crowd`, api, line, filter);
    crowd.push(await screen.open(snapshot));
  }
  const all = (connections: number) =>
    bell.until(
      () =>
        `${crowd.filter((screen) => screen.line.connections < connections).length} of the crowd to connect`,
      PATIENCE,
      () => crowd.every((screen) => screen.line.connections >= connections),
    );
  await all(1);
  await run.load.until(random.whole(5, 15), PATIENCE);
  wire.cut();
  await all(2);
  return `${SIZE} at once`;
}
