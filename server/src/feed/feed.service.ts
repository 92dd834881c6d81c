// The change log as a plain query.
import type { Id } from "../database/columns.js";
import type { ApiContext } from "../graphql/context.js";
import { BadUserInput } from "../graphql/errors.js";
import { pageSize } from "../graphql/page.js";
import type { ChangeLog } from "../live/change-log.js";
import type { AccessService } from "../projects/index.js";
import type { Change, ChangePage } from "./change.type.js";

export class FeedService {
  constructor(
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
    const oldest = await this.log.oldest(projectId);
    const place = after ? this.log.place(after) : oldest - 1;
    if (place === null)
      throw new BadUserInput("This cursor is not of the change feed. Use one that a list or the feed gave.", {
        field: "after",
      });
    const isAhead = typeof place === "number" && place > (await this.log.head(projectId)).seq;
    if (place === "stale" || place < oldest - 1 || isAhead) {
      throw new BadUserInput(
        "This cursor names no place in what is kept. Query the visitors afresh and go on from the list's cursor.",
        { field: "after", stale: true },
      );
    }
    const rows = await this.log.after<object>(projectId, place, size + 1);
    const nodes = rows.slice(0, size).map((row) => ({ ...row, cursor: this.log.cursor(row.seq) }) as Change);
    return {
      nodes,
      endCursor: nodes.at(-1)?.cursor ?? this.log.cursor(place),
      hasNextPage: rows.length > size,
    };
  }
}
