import { In, IsNull, MoreThan } from "typeorm";
import type { Database } from "../database/data-source.js";
import { listsByKey } from "../graphql/loader.js";
import { Block } from "./block.entity.js";
import { Ranges } from "./ranges.js";

export function blockLoader(database: Database, clock: () => Date) {
  const { manager } = database.source;
  return {
    ofVisitor: listsByKey(
      (ids) => manager.findBy(Block, { visitorId: In([...ids]), until: MoreThan(clock()) }),
      (block) => block.visitorId ?? "",
    ),
    /** Of ranges of addresses, by project; each is read once, however many addresses are held against it. */
    ranges: listsByKey(
      async (ids) => {
        const where = { projectId: In([...ids]), visitorId: IsNull(), until: MoreThan(clock()) };
        const blocks = await manager.findBy(Block, where);
        return blocks.map((block) => ({ block, ranges: new Ranges([block.range ?? ""]) }));
      },
      ({ block }) => block.projectId,
    ),
  };
}
export type BlockLoader = ReturnType<typeof blockLoader>;
