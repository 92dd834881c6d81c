// One table: all contestants with the same number of subscribers, turn by turn, so that a noisy minute hits all of them.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startAtalaya } from "./atalaya.ts";
import { type Contestant } from "./contestant.ts";
import { Course, type Effort, type Result } from "./course.ts";
import { type Installation } from "./installation.ts";
import { startPeers } from "./peers.ts";

export interface Cell {
  subscribers: number;
  filters: number;
  effort: Effort;
  /** For the server's process. */
  flags?: string[];
}

export async function runCell(installation: Installation, cell: Cell): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), "atalaya-bench-"));
  const courses: Course[] = [];
  const enter = async (contestant: Contestant) => {
    const course = new Course(contestant, cell.subscribers, cell.effort);
    courses.push(course);
    await course.begin();
    return course.result;
  };
  try {
    const atalaya = await startAtalaya(installation, cell.filters, cell.flags);
    const { sample } = await enter(atalaya);
    for (const peer of await startPeers(folder, sample, atalaya.entry.subscription)) await enter(peer);
    for (let round = 0; round < cell.effort.rounds; round++) {
      for (const course of courses) await course.round();
    }
    return courses.map(({ result }) => result);
  } finally {
    for (const course of courses) await course.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
