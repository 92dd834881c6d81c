import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import type { ApiContext } from "../graphql/context.js";
import { Project } from "../projects/index.js";
import { VisitorFilter } from "../visitors/index.js";
import type { EraseService } from "./erase.service.js";
import type { PrivacyService } from "./privacy.service.js";
import { Erasure, Privacy, RetentionInput } from "./privacy.type.js";

@Resolver(() => Project)
export class PrivacyResolver {
  constructor(
    private readonly service: PrivacyService,
    private readonly erasing: EraseService,
  ) {}

  @FieldResolver(() => Privacy, { description: "What the project keeps of its visitors." })
  privacy(@Root() project: Project): Privacy {
    return this.service.of(project);
  }

  @Query(() => Int, { description: "ADMIN. How many visitors the next night would erase under these rules." })
  previewRetention(
    @Ctx() context: ApiContext,
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
    @Arg("retention", () => [RetentionInput], { description: "What is absent is as it is now." })
    retention: RetentionInput[],
  ): Promise<number> {
    return this.service.due(context, projectId, retention);
  }

  @Query(() => Int, { description: "ADMIN. How many visitors eraseVisitors would erase." })
  previewErase(
    @Ctx() context: ApiContext,
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
    @Arg("filter", () => VisitorFilter, { description: "Which of its visitors." }) filter: VisitorFilter,
  ): Promise<number> {
    return this.erasing.preview(context, projectId, filter);
  }

  @Mutation(() => Project, {
    description:
      "ADMIN. Changes what the project keeps of its visitors; what is absent stays. Masking also masks what is there already, blocked ranges of addresses too.",
  })
  updatePrivacy(
    @Ctx() context: ApiContext,
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
    @Arg("maskAddresses", () => Boolean, {
      nullable: true,
      description: "Keep only a part of visitors' addresses. What was masked stays so.",
    })
    maskAddresses?: boolean,
    @Arg("retention", () => [RetentionInput], {
      nullable: true,
      description: "Statuses that are absent stay.",
    })
    retention?: RetentionInput[],
  ): Promise<Project> {
    return this.service.update(context, projectId, { maskAddresses, retention });
  }

  @Mutation(() => Erasure, {
    description:
      "ADMIN. Erases visitors with all that belongs to them, for good; up to 2,000 a call. CONFLICT when there are not as many as expected.",
  })
  eraseVisitors(
    @Ctx() context: ApiContext,
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
    @Arg("filter", () => VisitorFilter, { description: "Which of its visitors." }) filter: VisitorFilter,
    @Arg("expectedCount", () => Int, { description: "What previewErase answered." }) expectedCount: number,
  ): Promise<Erasure> {
    return this.erasing.erase(context, projectId, filter, expectedCount);
  }
}
