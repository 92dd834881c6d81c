// What is wrong with a flow, each on its node, so that an editor can show it where it stands.
import { Field, ID, ObjectType, registerEnumType } from "type-graphql";

export enum FlowProblemCode {
  NO_START = "NO_START",
  UNKNOWN_KIND = "UNKNOWN_KIND",
  DANGLING_EDGE = "DANGLING_EDGE",
  UNREACHABLE = "UNREACHABLE",
  ENDLESS_LOOP = "ENDLESS_LOOP",
  EMPTY_TEXT = "EMPTY_TEXT",
  TOO_LONG = "TOO_LONG",
  NO_OPTIONS = "NO_OPTIONS",
  SAME_OPTIONS = "SAME_OPTIONS",
  NO_FIELDS = "NO_FIELDS",
  SAME_FIELDS = "SAME_FIELDS",
  EMPTY_FIELD = "EMPTY_FIELD",
  BAD_FIELD = "BAD_FIELD",
  BAD_RULE = "BAD_RULE",
  BAD_DELAY = "BAD_DELAY",
  NOTHING_TO_DO = "NOTHING_TO_DO",
  TOO_MANY_NODES = "TOO_MANY_NODES",
  BAD_SHAPE = "BAD_SHAPE",
}
registerEnumType(FlowProblemCode, {
  name: "FlowProblemCode",
  description: "What is wrong with a flow.",
  valuesConfig: {
    NO_START: { description: "No node is where the flow begins." },
    UNKNOWN_KIND: { description: "There is no such kind of node." },
    DANGLING_EDGE: { description: "It leads to a node that is not there." },
    UNREACHABLE: { description: "No way leads to it from the start." },
    ENDLESS_LOOP: { description: "It leads back to itself without ever waiting." },
    EMPTY_TEXT: { description: "It says nothing." },
    TOO_LONG: { description: "A text is too long, or a list has too many entries." },
    NO_OPTIONS: { description: "It offers nothing to choose." },
    SAME_OPTIONS: { description: "Two options read the same." },
    NO_FIELDS: { description: "The form has no fields." },
    SAME_FIELDS: { description: "Two fields of the form have the same name." },
    EMPTY_FIELD: { description: "A name or label is empty." },
    BAD_FIELD: { description: "A field's type is unknown, or a select has nothing to choose." },
    BAD_RULE: { description: "The condition asks for what is not there, or compares with nothing." },
    BAD_DELAY: { description: "The pause is not a whole number of seconds from 1 to 86,400." },
    NOTHING_TO_DO: { description: "The notification neither sets a status nor alerts anybody." },
    TOO_MANY_NODES: { description: "The flow has more than 200 nodes." },
    BAD_SHAPE: { description: "It is not written as a flow is." },
  },
});

@ObjectType({ description: "Something that is wrong with a flow." })
export class FlowProblem {
  @Field(() => FlowProblemCode, { description: "What." })
  code: FlowProblemCode;

  @Field(() => ID, { nullable: true, description: "The node that it is about; null: the flow itself." })
  nodeId: string | null;

  @Field(() => String, { description: "Where in the node, e.g. options.1.next; empty: the whole of it." })
  field: string;

  @Field(() => String, { description: "In words, in English, for integrators." })
  message: string;
}

/** Says what is wrong with the node under check. */
export type Complain = (code: FlowProblemCode, field: string, message: string) => void;
