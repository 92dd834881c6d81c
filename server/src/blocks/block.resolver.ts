import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from "type-graphql";
import type { ApiContext } from "../graphql/context.js";
import { DateTime } from "../graphql/scalars.js";
import { Visitor } from "../visitors/index.js";
import { Block } from "./block.entity.js";
import type { BlockService } from "./block.service.js";

@Resolver(() => Block)
export class BlockResolver {
  constructor(private readonly service: BlockService) {}

  @Query(() => [Block], { description: "The blocks in force in a project, those that end first ahead." })
  blocks(
    @Ctx() context: ApiContext,
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
    @Arg("first", () => Int, { nullable: true, description: "How many: default 100, at most 500." })
    first?: number,
  ): Promise<Block[]> {
    return this.service.ofProject(context, projectId, first);
  }

  @Mutation(() => Visitor, {
    description:
      "Blocks a visitor until a moment, within a year: nothing from it arrives any more, and it is not told. Blocking again moves the end.",
  })
  blockVisitor(
    @Ctx() context: ApiContext,
    @Arg("visitorId", () => ID, { description: "The visitor." }) visitorId: string,
    @Arg("until", () => DateTime, { description: "When it ends." }) until: string,
    @Arg("withAddress", () => Boolean, {
      nullable: true,
      description:
        "Also everybody who comes from its address: the first 64 bits of an IPv6 address, and what is left of a masked one. Default false.",
    })
    withAddress?: boolean,
  ): Promise<Visitor> {
    return this.service.blockVisitor(context, visitorId, until, withAddress ?? false);
  }

  @Mutation(() => Block, {
    description: "Blocks an address, or a range of addresses, until a moment within a year.",
  })
  blockAddress(
    @Ctx() context: ApiContext,
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
    @Arg("address", () => String, {
      description:
        "203.0.113.7, 203.0.113.0/24 or 2001:db8::/48; /16, or /32 for IPv6, is the widest. Where addresses are masked, /24 and /48 are the narrowest: what is narrower becomes that.",
    })
    address: string,
    @Arg("until", () => DateTime, { description: "When it ends." }) until: string,
  ): Promise<Block> {
    return this.service.blockAddress(context, projectId, address, until);
  }

  @Mutation(() => Boolean, { description: "Ends a block at once." })
  unblock(
    @Ctx() context: ApiContext,
    @Arg("id", () => ID, { description: "The block." }) id: string,
  ): Promise<boolean> {
    return this.service.unblock(context, id);
  }
}
