import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from "type-graphql";
import type { LoaderFactory } from "../graphql/loader.js";
import type { ApiContext } from "../graphql/context.js";
import { pageSize } from "../graphql/page.js";
import { Agent } from "../agents/index.js";
import { Project } from "../projects/index.js";
import { Location } from "./location.type.js";
import { PageView } from "./page-view.entity.js";
import { StatusChange } from "./status-change.entity.js";
import { VisitorParam } from "./visitor-param.entity.js";
import { VerifiedIdentity } from "./verified-identity.type.js";
import { Visitor } from "./visitor.entity.js";
import { PAGES, type VisitorLoaders } from "./visitor.loader.js";

@Resolver(() => Visitor)
export class VisitorFields {
  constructor(
    private readonly loaders: VisitorLoaders,
    private readonly projects: LoaderFactory<string, Project | null>,
  ) {}

  @FieldResolver(() => VerifiedIdentity, {
    nullable: true,
    description: "Who the visitor is by the site's own word; null: only what it has typed itself is known.",
  })
  verified(@Root() visitor: Visitor): VerifiedIdentity | null {
    const { externalId, verifiedName: name, verifiedEmail: email, verifiedAt } = visitor;
    return externalId === null || verifiedAt === null ? null : { externalId, name, email, verifiedAt };
  }

  @FieldResolver(() => Project, { description: "The project the visitor belongs to." })
  project(@Ctx() context: ApiContext, @Root() visitor: Visitor): Promise<Project | null> {
    return context.loader(this.projects).load(visitor.projectId);
  }

  @FieldResolver(() => PageView, { nullable: true, description: "The page the visitor is on, while online." })
  async currentPage(@Ctx() context: ApiContext, @Root() visitor: Visitor): Promise<PageView | null> {
    if (!visitor.online) return null;
    return (await context.loader(this.loaders.pages).load(visitor.id)).at(-1) ?? null;
  }

  @FieldResolver(() => [PageView], { description: "Pages seen, oldest first." })
  async pages(
    @Ctx() context: ApiContext,
    @Root() visitor: Visitor,
    @Arg("last", () => Int, { nullable: true, description: "Only the latest ones; default and maximum 50." })
    last?: number,
  ): Promise<PageView[]> {
    const size = pageSize(last, "last", PAGES, PAGES);
    return (await context.loader(this.loaders.pages).load(visitor.id)).slice(-size);
  }

  @FieldResolver(() => Location, { description: "Where the visitor is." })
  location(@Root() visitor: Visitor): Location {
    const { city, region, country, countryCode, timeZone, ip } = visitor;
    return { city, region, country, countryCode, timeZone, ip };
  }

  @FieldResolver(() => [VisitorParam], { description: "Custom parameters, by name." })
  params(@Ctx() context: ApiContext, @Root() visitor: Visitor): Promise<VisitorParam[]> {
    return context.loader(this.loaders.params).load(visitor.id);
  }

  @FieldResolver(() => [StatusChange], { description: "Changes of the status, the latest 50, oldest first." })
  statusHistory(@Ctx() context: ApiContext, @Root() visitor: Visitor): Promise<StatusChange[]> {
    return context.loader(this.loaders.statusHistory).load(visitor.id);
  }
}

@Resolver(() => StatusChange)
export class StatusChangeFields {
  constructor(private readonly agents: LoaderFactory<string, Agent | null>) {}

  @FieldResolver(() => Agent, {
    nullable: true,
    description: "The agent who made the change, if a person did.",
  })
  agent(@Ctx() context: ApiContext, @Root() change: StatusChange): Promise<Agent | null> | null {
    return change.agentId ? context.loader(this.agents).load(change.agentId) : null;
  }
}
