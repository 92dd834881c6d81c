// Makes a flow of unknown JSON, or says what in it is not written as a flow is. Only what a flow knows is copied, so nothing
// that came along (an inherited name, a getter, a field nobody asked for) gets any further.
import type { FieldType, Form, FormFieldSpec } from "../forms/index.js";
import { STATUSES } from "../visitors/index.js";
import { type FlowDefinition, type FlowNode, type NodeKind, type Rule, TESTS } from "./flow.definition.js";
import { JsonReader, Misshapen, isRaw, storable } from "./flow.json.js";
import { type FlowProblem, FlowProblemCode } from "./flow.problem.js";

const ID = /^[A-Za-z0-9_-]{1,64}$/;
/** A copy of an object would lose what stands under this name. */
const UNKEEPABLE = "__proto__";
const FARTHEST = 1_000_000;

const KINDS = [
  "message",
  "options",
  "form",
  "condition",
  "delay",
  "notification",
  "handoff",
  "close",
  "end",
] as const satisfies readonly NodeKind[];

/** The flow; or all that is not right with its shape, a problem a node. */
export function readFlow(value: unknown): { definition: FlowDefinition } | { problems: FlowProblem[] } {
  if (!isRaw(value)) return { problems: [ofFlow("", "A flow is an object with start and nodes.")] };
  const reader = new JsonReader(value);
  const problems: FlowProblem[] = [];
  const nodes: Record<string, FlowNode> = {};
  let start = "";
  try {
    start = reader.text("start");
    const raw = reader.value("nodes");
    if (!isRaw(raw)) throw reader.fault("nodes", "must be an object of nodes by id");
    reader.end();
    for (const [id, node] of Object.entries(raw)) {
      const read = readNode(id, node);
      if ("problem" in read) problems.push(read.problem);
      else nodes[id] = read.node;
    }
  } catch (error) {
    if (!(error instanceof Misshapen)) throw error;
    problems.push(ofFlow(error.field, error.message));
  }
  return problems.length > 0 ? { problems } : { definition: { start, nodes } };
}

function readNode(id: string, value: unknown): { node: FlowNode } | { problem: FlowProblem } {
  const problem = (field: string, message: string, code = FlowProblemCode.BAD_SHAPE) => ({
    problem: { code, nodeId: id.slice(0, 64), field, message: `Node ${id.slice(0, 64)}: ${message}` },
  });
  if (!ID.test(id) || id === UNKEEPABLE)
    return problem("", "an id has 1 to 64 letters, digits, - or _, and is not __proto__.");
  if (!isRaw(value)) return problem("", "a node is an object.");
  const reader = new JsonReader(value);
  const kind = reader.value("kind");
  const known = KINDS.find((each) => each === kind);
  if (!known)
    return problem("kind", `kind must be one of ${KINDS.join(", ")}.`, FlowProblemCode.UNKNOWN_KIND);
  try {
    const node = { ...READ[known](reader), ...placed(reader) };
    reader.end();
    return { node };
  } catch (error) {
    if (error instanceof Misshapen) return problem(error.field, error.message);
    throw error;
  }
}

const READ: Record<NodeKind, (reader: JsonReader) => FlowNode> = {
  message: (reader) => ({ kind: "message", text: reader.text("text"), next: reader.optionalText("next") }),
  options: (reader) => ({
    kind: "options",
    text: reader.text("text"),
    options: reader.objects("options", (option) => ({
      label: option.text("label"),
      next: option.optionalText("next"),
    })),
  }),
  form: (reader) => ({
    kind: "form",
    text: reader.optionalText("text"),
    form: readForm(reader.object("form")),
    next: reader.optionalText("next"),
  }),
  condition: (reader) => ({
    kind: "condition",
    when: readRule(reader.object("when")),
    then: reader.optionalText("then"),
    otherwise: reader.optionalText("otherwise"),
  }),
  delay: (reader) => ({
    kind: "delay",
    seconds: reader.number("seconds"),
    next: reader.optionalText("next"),
  }),
  notification: (reader) => ({
    kind: "notification",
    status: reader.value("status") == null ? null : reader.oneOf("status", STATUSES),
    alert: reader.flag("alert"),
    next: reader.optionalText("next"),
  }),
  handoff: (reader) => ({
    kind: "handoff",
    text: reader.optionalText("text"),
    away: reader.optionalText("away"),
  }),
  close: (reader) => ({ kind: "close", text: reader.optionalText("text") }),
  end: () => ({ kind: "end" }),
};

function placed(reader: JsonReader): Pick<FlowNode, "at" | "label"> {
  const label = reader.optionalText("label");
  if (reader.value("at") == null) return label === null ? {} : { label };
  const at = reader.object("at");
  const [x, y] = [at.number("x"), at.number("y")];
  at.end();
  if (Math.max(Math.abs(x), Math.abs(y)) > FARTHEST) throw reader.fault("at", "is too far away");
  return { at: { x, y }, ...(label === null ? {} : { label }) };
}

function readForm(reader: JsonReader): Form {
  const name = reader.text("name");
  const fields = reader.objects("fields", (field): FormFieldSpec => {
    const options = field.value("options");
    return {
      name: field.text("name"),
      label: field.text("label"),
      // Whether it is one of the types is for the check to say, in words of its own.
      type: field.text("type") as FieldType,
      required: field.flag("required"),
      options: options == null ? null : readChoices(field),
    };
  });
  reader.end();
  return { name, fields };
}

const readChoices = (field: JsonReader): string[] =>
  field.list("options", (item, at) => {
    if (typeof item !== "string") throw new Misshapen(at, `${at} must be a string.`);
    return storable(at, item);
  });

function readRule(reader: JsonReader): Rule {
  const rule = ruleOf(reader);
  reader.end();
  return rule;
}

function ruleOf(reader: JsonReader): Rule {
  const on = reader.oneOf("on", ["parameter", "option", "form", "hours"]);
  switch (on) {
    case "parameter":
      return { on, key: reader.text("key"), ...readTest(reader) };
    case "option":
      return { on, node: reader.text("node"), index: reader.number("index") };
    case "form":
      return { on, field: reader.text("field"), ...readTest(reader) };
    case "hours":
      return { on };
  }
}

function readTest(reader: JsonReader) {
  const is = reader.oneOf("is", TESTS);
  const value = reader.optionalText("value");
  return value === null ? { is } : { is, value };
}

const ofFlow = (field: string, message: string): FlowProblem => ({
  code: FlowProblemCode.BAD_SHAPE,
  nodeId: null,
  field,
  message,
});
