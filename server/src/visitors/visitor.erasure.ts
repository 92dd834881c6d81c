// Removes visitors with all that belongs to them, and what the change log knew of them but for its places. Open screens are told.
import type { Id } from "../database/columns.js";
import { list } from "../database/shapes.js";
import type { Work } from "../database/write.js";
import { VisitorChange } from "./visitor.change.js";
import { Visitor } from "./visitor.entity.js";
import { type VisitorFacts, factsOf } from "./visitor.facts.js";

/** Of these visitors, those that are there and `stillMeant`, now that they are locked. Answers with those that were erased. */
export async function eraseVisitors(
  work: Work,
  ids: readonly Id[],
  stillMeant: (visitor: Visitor, facts: VisitorFacts) => boolean = () => true,
): Promise<Visitor[]> {
  // Asked for first: it is a work that runs statement by statement, in a savepoint.
  const { manager } = work;
  const units = (await VisitorChange.lockAll(work, ids)).filter(({ visitor, facts }) =>
    stillMeant(visitor, facts),
  );
  if (units.length === 0) return [];
  const gone = units.map(({ visitor }) => visitor.id);
  await manager.delete(Visitor, gone);
  await manager.query(
    `UPDATE project_change SET before_facts = NULL, after_facts = NULL
     WHERE project_id = ? AND visitor_id IN (${list(gone.length)})`,
    [work.projectId, ...gone],
  );
  for (const { visitor } of units) {
    const before = { ...factsOf(visitor, []), search: "", erased: true as const };
    work.change({ type: "visitor.erased", visitorId: visitor.id, before, after: null, erases: true });
  }
  return units.map(({ visitor }) => visitor);
}
