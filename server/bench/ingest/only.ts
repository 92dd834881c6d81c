import { mkdtempSync } from "node:fs";
import { Crowd, KINDS } from "./crowd.ts";
import { openHouse } from "./house.ts";
import { keepPace } from "./pace.ts";
const url = process.env.ATALAYA_BENCH_DATABASE ?? `sqlite:${mkdtempSync("/tmp/ib-")}/x.db`;
const house = await openHouse(url);
for (let i = 0; i < 3; i++) {
  const crowd = new Crowd(house, 1500);
  for (const kind of KINDS) {
    const p = await keepPace(await crowd.events(kind), Number(process.argv[2] ?? 200));
    if (i === 2)
      console.log(
        kind,
        Math.round((p.events / p.took) * 1000),
        "/s",
        Math.round((p.cpu / p.events) * 1000),
        "µs",
      );
  }
}
await house.close();
