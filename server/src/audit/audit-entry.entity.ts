// What was done that somebody may have to answer for. Never what people wrote, and nothing that a visitor said of themselves.
import { Field, ID, Int, ObjectType } from "type-graphql";
import { Entity, Index } from "typeorm";
import { type Id, Instant, Json, Key, OneOf, Ref, Text } from "../database/columns.js";
import type { Role } from "../graphql/context.js";
import { enumOf } from "../graphql/enum.js";
import { DateTime } from "../graphql/scalars.js";

/** In the order of the database: append, never reorder. */
export const AUDIT_ACTIONS = [
  "SIGNED_IN",
  "SIGN_IN_FAILED",
  "SIGNED_OUT",
  "SESSIONS_ENDED",
  "PASSWORD_CHANGED",
  "PROJECT_CREATED",
  "SETTINGS_CHANGED",
  "MEMBER_INVITED",
  "INVITATION_CANCELLED",
  "INVITATION_DECLINED",
  "MEMBER_JOINED",
  "ROLE_CHANGED",
  "MEMBER_REMOVED",
  "MEMBER_LEFT",
  "TOKEN_CREATED",
  "TOKEN_REVOKED",
  "EXPORTED",
  "VISITOR_ERASED",
  "STATUSES_CHANGED",
  "BLOCKED",
  "UNBLOCKED",
  "FLOW_PUBLISHED",
  "PASSWORD_CHANGE_FAILED",
  "IDENTITY_SECRET_CREATED",
  "IDENTITY_SECRET_ENDED",
] as const;
export type AuditActionWord = (typeof AUDIT_ACTIONS)[number];

export const AuditAction = enumOf<AuditActionWord>("AuditAction", "What was done.", {
  SIGNED_IN: "Signed in. An event of the installation: shown to the admins of the member's projects.",
  SIGN_IN_FAILED: "Somebody gave a wrong password for this member; likewise.",
  SIGNED_OUT: "Signed out; likewise.",
  SESSIONS_ENDED: "Ended sessions of their own elsewhere; count tells how many. Likewise.",
  PASSWORD_CHANGED: "Changed their password, which ended their other sessions. Likewise.",
  PROJECT_CREATED: "Made the project.",
  SETTINGS_CHANGED: "Changed settings of the project; fields tells which.",
  MEMBER_INVITED: "Made an invitation for subject, an e-mail address.",
  INVITATION_CANCELLED: "Took an invitation back.",
  INVITATION_DECLINED: "The invitation was declined by whoever had its link.",
  MEMBER_JOINED: "Accepted an invitation.",
  ROLE_CHANGED: "Gave subject, a member, another role.",
  MEMBER_REMOVED: "Ended the membership of subject.",
  MEMBER_LEFT: "Left the project.",
  TOKEN_CREATED: "Made the API token subject.",
  TOKEN_REVOKED: "Revoked the API token subject.",
  EXPORTED: "Exported count rows; subject tells of what and as what.",
  VISITOR_ERASED: "Erased visitors; subject is the number of one, count how many.",
  STATUSES_CHANGED: "Changed the status of count visitors at once.",
  BLOCKED: "Blocked a visitor, whose number subject is, or, without subject, a range of addresses.",
  UNBLOCKED: "Ended a block.",
  FLOW_PUBLISHED: "Published a version of the flow; subject is its number.",
  PASSWORD_CHANGE_FAILED:
    "Somebody who was signed in as this member gave a wrong present password for a new one. Like SIGN_IN_FAILED.",
  IDENTITY_SECRET_CREATED: "Made the identity secret with the fingerprint subject.",
  IDENTITY_SECRET_ENDED: "Ended the identity secret with the fingerprint subject.",
});

export interface AuditDetails {
  role?: Role;
  fields?: string[];
  count?: number;
}

@ObjectType({ description: "What somebody did, and when. Never what people wrote." })
@Entity("audit_entry")
@Index("audit_project", ["projectId", "id"])
@Index("audit_agent", ["agentId", "id"])
@Index("audit_at", ["at"])
export class AuditEntry {
  @Field(() => ID, { description: "Opaque." })
  @Key()
  id: Id;

  @Field(() => DateTime, { description: "When." })
  @Instant()
  at: Date;

  /** Null: the installation's, of whoever did it. */
  @Ref({ nullable: true })
  projectId: Id | null;

  @Ref({ nullable: true })
  agentId: Id | null;

  @Ref({ nullable: true })
  tokenId: Id | null;

  @Field(() => AuditAction, { description: "What was done." })
  @OneOf(AUDIT_ACTIONS)
  action: AuditActionWord;

  @Field(() => String, { description: "The network address it came from." })
  @Text(64)
  ip: string;

  @Field(() => String, {
    nullable: true,
    description: "To whom or to what: an e-mail address, a name, a number. Each action says which.",
  })
  @Text(320, { nullable: true })
  subject: string | null;

  @Json()
  details: AuditDetails;

  @Field(() => [String], { description: "Which settings; never their values." })
  get fields(): string[] {
    return this.details.fields ?? [];
  }

  @Field(() => Int, { nullable: true, description: "How many." })
  get count(): number | null {
    return this.details.count ?? null;
  }
}
