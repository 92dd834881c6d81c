// A person who works at the console.
import { Field, ID, ObjectType } from "type-graphql";
import { Entity, Index } from "typeorm";
import { type Id, Instant, Key, Text } from "../database/columns.js";
import { TimeZone } from "../graphql/scalars.js";

export const LOCALES = ["en", "es"] as const;
export type Locale = (typeof LOCALES)[number];

@ObjectType({ description: "A person who works at the console." })
@Entity("agent")
@Index("agent_email", ["email"], { unique: true })
export class Agent {
  @Field(() => ID, { description: "Opaque." })
  @Key()
  id: Id;

  @Field(() => String, { description: "The name that colleagues and visitors see." })
  @Text(200)
  name: string;

  /** Not everybody who sees the agent may see it: the projects room shows it to whom it concerns. */
  @Text(320)
  email: string;

  @Text(255)
  passwordHash: string;

  @Field(() => TimeZone, { description: "The zone that every time and day is shown in." })
  @Text(64)
  timeZone: string;

  @Field(() => String, { description: "The language of the console: en or es." })
  @Text(16)
  locale: string;

  @Instant()
  createdAt: Date;
}
