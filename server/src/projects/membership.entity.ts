// Which agent works in which project, and as what.
import { Field, ObjectType, registerEnumType } from "type-graphql";
import { Entity, Index, JoinColumn, ManyToOne, type Relation } from "typeorm";
import { Agent } from "../agents/index.js";
import { type Id, Instant, OneOf, Ref } from "../database/columns.js";
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
  @Ref({ primary: true })
  projectId: Id;

  @Ref({ primary: true })
  agentId: Id;

  @ManyToOne(() => Project, { onDelete: "CASCADE" })
  @JoinColumn({ name: "project_id" })
  project?: Relation<Project>;

  @ManyToOne(() => Agent, { onDelete: "CASCADE" })
  @JoinColumn({ name: "agent_id" })
  member?: Relation<Agent>;

  @Field(() => Role, { description: "What the agent may do here." })
  @OneOf(["ADMIN", "MANAGER"] as const)
  role: RoleWord;

  @Field(() => DateTime, { name: "since", description: "When the agent became a member." })
  @Instant()
  createdAt: Date;
}
