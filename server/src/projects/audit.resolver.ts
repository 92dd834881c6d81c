import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from "type-graphql";
import { Agent } from "../agents/index.js";
import { AuditEntry } from "../audit/index.js";
import type { ApiContext } from "../graphql/context.js";
import type { LoaderFactory } from "../graphql/loader.js";
import { Cursor } from "../graphql/scalars.js";
import type { ApiToken } from "./api-token.entity.js";
import type { AuditLog } from "./audit.log.js";
import { AuditFilter, AuditPage } from "./audit.type.js";
import { Role } from "./membership.entity.js";

@Resolver(() => AuditEntry)
export class AuditResolver {
  constructor(
    private readonly log: AuditLog,
    private readonly agents: LoaderFactory<string, Agent | null>,
    private readonly tokens: LoaderFactory<string, ApiToken | null>,
  ) {}

  @Query(() => AuditPage, {
    description:
      "ADMIN. Who did what in the project, and when its members signed in, the newest first. Kept for AUDIT_LOG_DAYS.",
  })
  auditLog(
    @Ctx() context: ApiContext,
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
    @Arg("filter", () => AuditFilter, { nullable: true, description: "Absent: everything." })
    filter?: AuditFilter | null,
    @Arg("first", () => Int, { nullable: true, description: "50 when absent, at most 100." }) first?: number,
    @Arg("after", () => Cursor, { nullable: true, description: "Only what is older than this place." })
    after?: string,
  ): Promise<AuditPage> {
    return this.log.page(context, projectId, filter ?? null, { first, after });
  }

  @FieldResolver(() => Agent, {
    nullable: true,
    description: "Who did it, or whose account it is about; null for a program, and for who has no account.",
  })
  agent(@Ctx() context: ApiContext, @Root() { agentId }: AuditEntry): Promise<Agent | null> | null {
    return agentId === null ? null : context.loader(this.agents).load(agentId);
  }

  @FieldResolver(() => String, { nullable: true, description: "The name of the API token that did it." })
  async tokenName(@Ctx() context: ApiContext, @Root() { tokenId }: AuditEntry): Promise<string | null> {
    return tokenId === null ? null : ((await context.loader(this.tokens).load(tokenId))?.name ?? null);
  }

  @FieldResolver(() => Role, { nullable: true, description: "The role that was given or offered." })
  role(@Root() { details }: AuditEntry): string | null {
    return details.role ?? null;
  }
}
