// The live list: who may follow it, from where, and what is counted for it.
import type { Id } from "../database/columns.js";
import type { ApiContext } from "../graphql/context.js";
import { BadUserInput } from "../graphql/errors.js";
import type { Grants } from "../projects/index.js";
import { VisitorFeed, type VisitorFeedParts } from "./visitor.feed.js";
import { compileFilter } from "./visitor.filter.js";
import type { VisitorFilter } from "./visitor.input.js";
import type { VisitorList } from "./visitor.list.js";

export class VisitorLive {
  constructor(
    private readonly list: VisitorList,
    private readonly grants: Grants,
    private readonly parts: VisitorFeedParts,
  ) {}

  async changes(
    context: ApiContext,
    projectId: Id,
    input: VisitorFilter | null | undefined,
    after: string | null | undefined,
  ): Promise<VisitorFeed> {
    const { log, clock } = this.parts;
    const compile = () => compileFilter(projectId, input, clock());
    const grant = await this.grants.open(context, projectId);
    try {
      compile();
      const place = after ? log.place(after) : undefined;
      if (place === null)
        throw new BadUserInput(
          "This cursor is not of the change feed. Use one that a list or the feed gave.",
          { field: "after" },
        );
      return new VisitorFeed(
        grant,
        this.parts,
        projectId,
        compile,
        (filter) => this.list.counted(filter),
        place,
      );
    } catch (error) {
      grant.release();
      throw error;
    }
  }
}
