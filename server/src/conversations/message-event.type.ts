import { Field, ObjectType } from "type-graphql";
import { Agent } from "../agents/index.js";
import { type EventWord, MessageEventType } from "./conversation.words.js";

@ObjectType({ description: "Something that happened to the conversation itself, for the client to word." })
export class MessageEvent {
  @Field(() => MessageEventType, { description: "What happened." })
  type: EventWord;

  @Field(() => Agent, { nullable: true, description: "The agent who did it, if a person did." })
  agent: Agent | null;
}
