// The change log as a plain query.
import type { Id } from "../database/columns.js";
import { type Database, snapshot } from "../database/data-source.js";
import type { ApiContext } from "../graphql/context.js";
import { BadUserInput } from "../graphql/errors.js";
import { pageSize } from "../graphql/page.js";
import type { ChangeLog } from "../live/change-log.js";
import type { AccessService } from "../projects/index.js";
import type { Change, ChangePage } from "./change.type.js";

export class FeedService {
  constructor(
    private readonly database: Database,
    private readonly log: ChangeLog,
    private readonly access: AccessService,
  ) {}

  async page(
    context: ApiContext,
    projectId: Id,
    after: string | null | undefined,
    first: number | null | undefined,
  ): Promise<ChangePage> {
    await this.access.require(context, projectId);
    const size = pageSize(first, "first", 50, 100);
    const place = after ? this.log.place(after) : undefined;
    if (place === null)
      throw new BadUserInput("This cursor is not of the change feed. Use one that a list or the feed gave.", {
        field: "after",
      });
    // In one snapshot: what is kept, and what is read of it.
    return snapshot(this.database, async (manager) => {
      const oldest = await this.log.oldest(projectId, manager);
      const { seq: head } = await this.log.head(projectId, manager);
      const start = place ?? oldest - 1;
      if (start === "stale" || start < oldest - 1 || start > head) {
        throw new BadUserInput(
          "This cursor names no place in what is kept. Query the visitors afresh and go on from the list's cursor.",
          { field: "after", stale: true },
        );
      }
      const rows = await this.log.after<object>(projectId, start, size + 1, manager);
      const nodes = rows
        .slice(0, size)
        .map((row) => ({ ...row, cursor: this.log.cursor(row.seq) }) as Change);
      return {
        nodes,
        endCursor: nodes.at(-1)?.cursor ?? this.log.cursor(start),
        hasNextPage: rows.length > size,
      };
    });
  }
}
