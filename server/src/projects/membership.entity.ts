// Which agent works in which project, and as what.
import { Field, ObjectType, registerEnumType } from "type-graphql";
import { Entity, Index } from "typeorm";
import { Agent } from "../agents/index.js";
import { BelongsTo, type Id, Instant, OneOf } from "../database/columns.js";
import type { Role as RoleWord } from "../graphql/context.js";
import { DateTime } from "../graphql/scalars.js";
import { Project } from "./project.entity.js";

export enum Role {
  ADMIN = "ADMIN",
  MANAGER = "MANAGER",
}
registerEnumType(Role, {
  name: "Role",
  description: "What a member may do in a project.",
  valuesConfig: {
    ADMIN: { description: "Everything." },
    MANAGER: {
      description:
        "Sees visitors and conversations, replies, changes statuses, exports; no settings, members or flow.",
    },
  },
});

@ObjectType({ description: "An agent's place in a project." })
@Entity("membership")
@Index("membership_agent", ["agentId"])
export class Membership {
  @BelongsTo(() => Project, { primary: true })
  projectId: Id;

  @BelongsTo(() => Agent, { primary: true })
  agentId: Id;

  @Field(() => Role, { description: "What the agent may do here." })
  @OneOf(["ADMIN", "MANAGER"] as const)
  role: RoleWord;

  @Field(() => DateTime, { name: "since", description: "When the agent became a member." })
  @Instant()
  createdAt: Date;
}
