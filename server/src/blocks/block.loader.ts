import { In, IsNull, MoreThan } from "typeorm";
import type { Database } from "../database/data-source.js";
import { listsByKey } from "../graphql/loader.js";
import { Block } from "./block.entity.js";

export function blockLoader(database: Database, clock: () => Date) {
  const { manager } = database.source;
  return {
    ofVisitor: listsByKey(
      (ids) => manager.findBy(Block, { visitorId: In([...ids]), until: MoreThan(clock()) }),
      (block) => block.visitorId ?? "",
    ),
    /** Ranges of addresses, by project. */
    ranges: listsByKey(
      (ids) =>
        manager.findBy(Block, { projectId: In([...ids]), visitorId: IsNull(), until: MoreThan(clock()) }),
      (block) => block.projectId,
    ),
  };
}
export type BlockLoader = ReturnType<typeof blockLoader>;
