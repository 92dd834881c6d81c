// What a program signs in with: good for one project, with one role. Only its hash is kept.
import { Entity, Index, JoinColumn, ManyToOne, type Relation } from "typeorm";
import { type Id, Instant, Key, OneOf, Ref, Text } from "../database/columns.js";
import type { Role } from "../graphql/context.js";
import { Project } from "./project.entity.js";

@Entity("api_token")
@Index("api_token_hash", ["tokenHash"], { unique: true })
@Index("api_token_project", ["projectId"])
export class ApiToken {
  @Key()
  id: Id;

  @Ref()
  projectId: Id;

  @ManyToOne(() => Project, { onDelete: "CASCADE" })
  @JoinColumn({ name: "project_id" })
  project?: Relation<Project>;

  @Text(200)
  name: string;

  @OneOf(["ADMIN", "MANAGER"] as const)
  role: Role;

  @Text(64)
  tokenHash: string;

  @Ref({ nullable: true })
  createdBy: Id | null;

  @Instant()
  createdAt: Date;

  @Instant({ nullable: true })
  lastUsedAt: Date | null;

  @Instant({ nullable: true })
  revokedAt: Date | null;
}
