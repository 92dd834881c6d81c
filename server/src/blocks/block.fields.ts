import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { Agent } from "../agents/index.js";
import type { ApiContext } from "../graphql/context.js";
import type { LoaderFactory } from "../graphql/loader.js";
import { Visitor } from "../visitors/index.js";
import { Block } from "./block.entity.js";
import type { BlockLoader } from "./block.loader.js";

@Resolver(() => Visitor)
export class VisitorBlockFields {
  constructor(private readonly loader: BlockLoader) {}

  @FieldResolver(() => Block, {
    nullable: true,
    description: "The block in force for the visitor, or for the address it came from; null: none.",
  })
  async block(@Ctx() context: ApiContext, @Root() { id, projectId, ip }: Visitor): Promise<Block | null> {
    const [own] = await context.loader(this.loader.ofVisitor).load(id);
    if (own || !ip) return own ?? null;
    const blocked = await context.loader(this.loader.ranges).load(projectId);
    return blocked.find(({ ranges }) => ranges.has(ip))?.block ?? null;
  }
}

@Resolver(() => Block)
export class BlockFields {
  constructor(
    private readonly visitors: LoaderFactory<string, Visitor | null>,
    private readonly agents: LoaderFactory<string, Agent | null>,
  ) {}

  @FieldResolver(() => Visitor, {
    nullable: true,
    description: "Who is blocked; null: a range of addresses is.",
  })
  visitor(@Ctx() context: ApiContext, @Root() { visitorId }: Block): Promise<Visitor | null> | null {
    return visitorId ? context.loader(this.visitors).load(visitorId) : null;
  }

  @FieldResolver(() => Agent, { nullable: true, description: "Who made it; null: a program did." })
  by(@Ctx() context: ApiContext, @Root() { createdBy }: Block): Promise<Agent | null> | null {
    return createdBy ? context.loader(this.agents).load(createdBy) : null;
  }
}
