// A project's flow. Every save makes a version; a conversation keeps to the version it began with.
import { Field, ID, Int, ObjectType } from "type-graphql";
import { Entity, Index } from "typeorm";
import { Conversation } from "../conversations/index.js";
import { BelongsTo, type Id, Instant, Json, Key, OneOf, Ref, Text, Whole } from "../database/columns.js";
import { DateTime, JSONObject } from "../graphql/scalars.js";
import { Project } from "../projects/index.js";
import type { FlowDefinition } from "./flow.definition.js";

@ObjectType({
  description: "The chatbot of a project: what it says now, and what its admins are working on.",
})
@Entity("flow")
@Index("flow_project", ["projectId"], { unique: true })
export class Flow {
  @Key()
  id: Id;

  @Field(() => ID, { description: "Whose it is." })
  @BelongsTo(() => Project)
  projectId: Id;

  @Ref({ nullable: true })
  publishedVersionId: Id | null;

  /** The latest revision that any draft had: the next draft goes on from it, so none is taken for another. */
  @Whole({ default: 0 })
  draftRevision: number;
}

@ObjectType({ description: "A flow as it was published. A version never changes." })
@Entity("flow_version")
@Index("flow_version_number", ["flowId", "version"], { unique: true })
export class FlowVersion {
  @Key()
  id: Id;

  @BelongsTo(() => Flow)
  flowId: Id;

  @Field(() => Int, { description: "1, 2, 3 … within the project." })
  @Whole()
  version: number;

  @Field(() => JSONObject, { description: "Its nodes by id, and where it starts." })
  @Json()
  definition: FlowDefinition;

  @Ref({ nullable: true })
  createdBy: Id | null;

  @Field(() => DateTime, { name: "at", description: "When it was published." })
  @Instant()
  createdAt: Date;
}

/** A table of its own: who only runs the flow does not read it. */
@ObjectType({ description: "A flow that is being worked on, and runs nowhere yet. It may have problems." })
@Entity("flow_draft")
export class FlowDraft {
  @BelongsTo(() => Flow, { primary: true })
  flowId: Id;

  @Field(() => Int, { description: "Grows with every save; say it when you save the next." })
  @Whole()
  revision: number;

  @Field(() => JSONObject, { description: "Its nodes by id, and where it starts." })
  @Json()
  definition: FlowDefinition;

  @Ref({ nullable: true })
  savedBy: Id | null;

  @Field(() => DateTime, { name: "at", description: "When it was saved last." })
  @Instant()
  savedAt: Date;
}

/** In the order of their codes. */
export const WAITS = ["OPTIONS", "FORM", "NOTHING", "DELAY"] as const;
export type WaitWord = (typeof WAITS)[number];

/** What the flow has to know of the conversation so far. Replaced, never changed: a work that fails leaves it as it was. */
export interface RunMemory {
  /** The latest choice at options nodes that a condition asks for. */
  readonly choices?: Readonly<Record<string, number>>;
  /** The latest answer to fields that a condition asks for. */
  readonly answers?: Readonly<Record<string, string>>;
  /** Agents were alerted: what the flow says after it is no answer, as long as none of them has come. */
  readonly alerted?: true;
  /** Pauses since the visitor answered. */
  readonly pauses?: number;
}

/** Where a conversation stands in its flow: kept with the conversation, so a restart resumes in mid-flow. */
@Entity("flow_run")
@Index("flow_run_due", ["dueAt"])
export class FlowRun {
  @BelongsTo(() => Conversation, { primary: true })
  conversationId: Id;

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

  /** When a pause ends; null when none is under way, or one ended while the flow had not the word. */
  @Instant({ nullable: true })
  dueAt: Date | null;

  @Json({ nullable: true })
  memory: RunMemory | null;
}
