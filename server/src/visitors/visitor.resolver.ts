import { Arg, Ctx, ID, Int, Mutation, Query, Resolver, Root, Subscription } from "type-graphql";
import type { ApiContext } from "../graphql/context.js";
import { Cursor } from "../graphql/scalars.js";
import { VisitorChangeItem } from "./visitor-change.type.js";
import { Visitor } from "./visitor.entity.js";
import { VisitorFilter } from "./visitor.input.js";
import type { VisitorList } from "./visitor.list.js";
import type { VisitorLive } from "./visitor.live.js";
import { EmptyExplanation, VisitorConnection } from "./visitor.page.js";
import type { VisitorService } from "./visitor.service.js";
import { VisitorStatus } from "./visitor.status.js";

interface ChangesArguments {
  projectId: string;
  filter?: VisitorFilter | null;
  after?: string | null;
}

@Resolver(() => Visitor)
export class VisitorResolver {
  constructor(
    private readonly service: VisitorService,
    private readonly list: VisitorList,
    readonly live: VisitorLive,
  ) {}

  @Query(() => VisitorConnection, {
    description: "A page of a project's visitors, newest first, with the counts of every tab.",
  })
  visitors(
    @Ctx() context: ApiContext,
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
    @Arg("filter", () => VisitorFilter, { nullable: true, description: "Absent: everybody." })
    filter?: VisitorFilter,
    @Arg("first", () => Int, { nullable: true, description: "Rows a page: default 20, at most 100." })
    first?: number,
    @Arg("after", () => Cursor, { nullable: true, description: "The rows behind this one." }) after?: string,
    @Arg("last", () => Int, {
      nullable: true,
      description: "Rows a page, with before: default 20, at most 100.",
    })
    last?: number,
    @Arg("before", () => Cursor, { nullable: true, description: "The rows ahead of this one." })
    before?: string,
    @Arg("page", () => Int, {
      nullable: true,
      description: "Jump to page 1, 2, …; excludes after and before.",
    })
    page?: number,
  ): Promise<VisitorConnection> {
    return this.list.page(context, projectId, filter, { first, after, last, before, page });
  }

  @Query(() => Visitor, {
    nullable: true,
    description: "One visitor; null when it is not the caller's or does not exist.",
  })
  visitor(
    @Ctx() context: ApiContext,
    @Arg("id", () => ID, { description: "The visitor's id." }) id: string,
  ): Promise<Visitor | null> {
    return this.service.one(context, id);
  }

  @Query(() => EmptyExplanation, { description: "Why a list is empty: what each condition keeps out." })
  explainEmpty(
    @Ctx() context: ApiContext,
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
    @Arg("filter", () => VisitorFilter, { description: "The list's filter." }) filter: VisitorFilter,
  ): Promise<EmptyExplanation> {
    return this.list.explainEmpty(context, projectId, filter);
  }

  @Mutation(() => Visitor, {
    description: "Changes a visitor's status. CONFLICT when the present status is not the expected one.",
  })
  setVisitorStatus(
    @Ctx() context: ApiContext,
    @Arg("visitorId", () => ID, { description: "The visitor." }) visitorId: string,
    @Arg("status", () => VisitorStatus, { description: "The new status." }) status: VisitorStatus,
    @Arg("expectedStatus", () => VisitorStatus, { nullable: true, description: "The status the caller saw." })
    expectedStatus?: VisitorStatus,
  ): Promise<Visitor> {
    return this.service.setStatus(context, visitorId, status, expectedStatus);
  }

  @Mutation(() => [Visitor], {
    description: "Changes the status of up to 100 visitors of one project; all or none.",
  })
  setVisitorStatuses(
    @Ctx() context: ApiContext,
    @Arg("visitorIds", () => [ID], { description: "The visitors." }) visitorIds: string[],
    @Arg("status", () => VisitorStatus, { description: "The new status." }) status: VisitorStatus,
  ): Promise<Visitor[]> {
    return this.service.setStatuses(context, visitorIds, status);
  }

  @Mutation(() => Boolean, { description: "ADMIN. Removes a visitor with all that belongs to it, for good." })
  eraseVisitor(
    @Ctx() context: ApiContext,
    @Arg("id", () => ID, { description: "The visitor." }) id: string,
  ): Promise<boolean> {
    return this.service.erase(context, id);
  }

  @Subscription(() => VisitorChangeItem, {
    description:
      "What a screen with this filter must do, judged before and after each change. Without `after` the first item is a HEARTBEAT with the head and the counts; with it, what was missed is replayed first, or one RESYNC says that it cannot be.",
    subscribe: ({ context, args }: { context: ApiContext; args: ChangesArguments }) =>
      context.resolver(VisitorResolver).live.changes(context, args.projectId, args.filter, args.after),
  })
  visitorChanges(
    @Root() change: VisitorChangeItem,
    @Arg("projectId", () => ID, { description: "The project." }) _projectId: string,
    @Arg("filter", () => VisitorFilter, { nullable: true, description: "The screen's filter." })
    _filter?: VisitorFilter,
    @Arg("after", () => Cursor, { nullable: true, description: "Resume behind this place of the feed." })
    _after?: string,
  ): VisitorChangeItem {
    return change;
  }
}
