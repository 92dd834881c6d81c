// What a site signs its users' identity tokens with. It has to be there to verify them, so it cannot be a hash; nothing but
// reading a token ever takes it out of here.
import { createHash } from "node:crypto";
import { Field, ID, ObjectType } from "type-graphql";
import { Entity, Index } from "typeorm";
import { makeSecret } from "../agents/index.js";
import { BelongsTo, type Id, Instant, Key, Ref, Text } from "../database/columns.js";
import { DateTime } from "../graphql/scalars.js";
import { Project } from "../projects/index.js";

@ObjectType({
  description: "What a site signs identity tokens with. The secret itself is shown once, when it is made.",
})
@Entity("identity_secret")
@Index("identity_secret_project", ["projectId"])
export class IdentitySecret {
  @Field(() => ID, { description: "For endIdentitySecret." })
  @Key()
  id: Id;

  @BelongsTo(() => Project)
  projectId: Id;

  @Text(100)
  secret: string;

  @Field(() => String, {
    description: "The first 8 digits of the secret's SHA-256, in hexadecimal: tells which one a site uses.",
  })
  @Text(16)
  fingerprint: string;

  @Ref({ nullable: true })
  createdBy: Id | null;

  @Field(() => DateTime, { description: "When it was made." })
  @Instant()
  createdAt: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: "When a token that it signed was last accepted, to the minute. Null: never.",
  })
  @Instant({ nullable: true })
  lastUsedAt: Date | null;
}

export function newSecret(): Pick<IdentitySecret, "secret" | "fingerprint"> {
  const secret = makeSecret("ati_");
  return { secret, fingerprint: createHash("sha256").update(secret).digest("hex").slice(0, 8) };
}
