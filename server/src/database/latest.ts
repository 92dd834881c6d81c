// The newest rows of each owner, in one statement: however many there are, an answer stays small.
import type { EntityManager, EntityTarget, ObjectLiteral } from "typeorm";

/** How many of what belongs to a visitor are told at once; its file (privacy/visitor-file.service.ts) has all. */
export const LISTED = 50;

/** Of these owners (ids in `column`), the newest `most` rows of each, oldest first. */
export function latest<Row extends ObjectLiteral>(
  manager: EntityManager,
  entity: EntityTarget<Row>,
  column: string,
  owners: readonly string[],
  most: number,
): Promise<Row[]> {
  const { tablePath } = manager.connection.getMetadata(entity);
  const ranked = `SELECT id, ROW_NUMBER() OVER (PARTITION BY ${column} ORDER BY id DESC) AS place FROM ${tablePath} WHERE ${column} IN (:...owners)`;
  return manager
    .createQueryBuilder(entity, "t")
    .where(`t.id IN (SELECT id FROM (${ranked}) ranked WHERE place <= ${Math.trunc(most)})`, {
      owners: [...owners],
    })
    .orderBy("t.id", "ASC")
    .getMany();
}
