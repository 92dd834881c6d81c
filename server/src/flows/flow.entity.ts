// A project's flow. Every save makes a version; a conversation keeps to the version it began with.
import { Entity, Index, JoinColumn, ManyToOne, type Relation } from "typeorm";
import { Conversation } from "../conversations/index.js";
import { type Id, Instant, Json, Key, OneOf, Ref, Text, Whole } from "../database/columns.js";
import { Project } from "../projects/index.js";
import type { FlowDefinition } from "./flow.definition.js";

@Entity("flow")
@Index("flow_project", ["projectId"], { unique: true })
export class Flow {
  @Key()
  id: Id;

  @Ref()
  projectId: Id;

  @ManyToOne(() => Project, { onDelete: "CASCADE" })
  @JoinColumn({ name: "project_id" })
  project?: Relation<Project>;

  @Ref({ nullable: true })
  publishedVersionId: Id | null;
}

@Entity("flow_version")
@Index("flow_version_number", ["flowId", "version"], { unique: true })
export class FlowVersion {
  @Key()
  id: Id;

  @Ref()
  flowId: Id;

  @ManyToOne(() => Flow, { onDelete: "CASCADE" })
  @JoinColumn({ name: "flow_id" })
  flow?: Relation<Flow>;

  @Whole()
  version: number;

  @Json()
  definition: FlowDefinition;

  @Ref({ nullable: true })
  createdBy: Id | null;

  @Instant()
  createdAt: Date;
}

const WAITS = ["OPTIONS", "FORM", "NOTHING"] as const;
export type WaitWord = (typeof WAITS)[number];

/** Where a conversation stands in its flow: kept with the conversation, so a restart resumes in mid-flow. */
@Entity("flow_run")
export class FlowRun {
  @Ref({ primary: true })
  conversationId: Id;

  @ManyToOne(() => Conversation, { onDelete: "CASCADE" })
  @JoinColumn({ name: "conversation_id" })
  conversation?: Relation<Conversation>;

  @Ref()
  versionId: Id;

  /** The node the flow stands at; null when it has ended. */
  @Text(64, { nullable: true })
  node: string | null;

  @OneOf(WAITS)
  waitsFor: WaitWord;

  /** The message that asked. */
  @Ref({ nullable: true })
  messageId: Id | null;
}
