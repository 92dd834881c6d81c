// Makes a flow of unknown JSON, or says what in it is not written as a flow is. Only what a flow knows is copied, so nothing
// that came along (an inherited name, a getter, a field nobody asked for) gets any further.
import { checkText } from "../graphql/input.js";
import type { FieldType, Form, FormFieldSpec } from "../forms/index.js";
import { STATUSES } from "../visitors/index.js";
import { type FlowDefinition, type FlowNode, type NodeKind, type Rule, TESTS } from "./flow.definition.js";
import { type FlowProblem, FlowProblemCode } from "./flow.problem.js";

const ID = /^[A-Za-z0-9_-]{1,64}$/;
/** A copy of an object would lose what stands under this name. */
const UNKEEPABLE = "__proto__";
/** What comes in whole is at most a request's body; no single text is as long. */
const LONGEST = 100_000;
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

type Raw = Readonly<Record<string, unknown>>;

const isRaw = (value: unknown): value is Raw =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Not a flow's; where is said by `field`. */
class Misshapen extends Error {
  constructor(
    readonly field: string,
    message: string,
  ) {
    super(message);
  }
}

function storable(at: string, value: string): string {
  try {
    return checkText(value, at, LONGEST);
  } catch (error) {
    throw new Misshapen(at, (error as Error).message);
  }
}

/** Reads the fields of one object, and complains of those that nobody has read. */
class Reader {
  private readonly read = new Set<string>();

  constructor(
    private readonly raw: Raw,
    private readonly path = "",
  ) {}

  value(name: string): unknown {
    this.read.add(name);
    return Object.hasOwn(this.raw, name) ? this.raw[name] : undefined;
  }

  text(name: string): string {
    const value = this.value(name);
    if (typeof value !== "string") throw this.fault(name, "must be a string");
    return storable(this.at(name), value);
  }

  /** Absent is null. */
  optionalText(name: string): string | null {
    return this.value(name) == null ? null : this.text(name);
  }

  oneOf<T extends string>(name: string, words: readonly T[]): T {
    const value = this.value(name);
    const word = words.find((each) => each === value);
    if (word === undefined) throw this.fault(name, `must be one of ${words.join(", ")}`);
    return word;
  }

  number(name: string): number {
    const value = this.value(name);
    if (typeof value !== "number" || !Number.isFinite(value)) throw this.fault(name, "must be a number");
    return value;
  }

  flag(name: string): boolean {
    const value = this.value(name);
    if (typeof value !== "boolean") throw this.fault(name, "must be true or false");
    return value;
  }

  object(name: string): Reader {
    const value = this.value(name);
    if (!isRaw(value)) throw this.fault(name, "must be an object");
    return new Reader(value, this.at(name));
  }

  list<T>(name: string, each: (item: unknown, at: string) => T): T[] {
    const value = this.value(name);
    if (!Array.isArray(value)) throw this.fault(name, "must be a list");
    return value.map((item: unknown, index) => each(item, this.at(`${name}.${index}`)));
  }

  objects<T>(name: string, each: (reader: Reader) => T): T[] {
    return this.list(name, (item, at) => {
      if (!isRaw(item)) throw new Misshapen(at, `${at} must be an object.`);
      const reader = new Reader(item, at);
      const made = each(reader);
      reader.end();
      return made;
    });
  }

  /** Nothing else may stand there. */
  end(): void {
    const other = Object.keys(this.raw).find((name) => !this.read.has(name));
    if (other !== undefined) throw this.fault(other.slice(0, 64), "means nothing here");
  }

  at(name: string): string {
    return this.path ? `${this.path}.${name}` : name;
  }

  fault(name: string, what: string): Misshapen {
    return new Misshapen(this.at(name), `${this.at(name)} ${what}.`);
  }
}

/** The flow; or all that is not right with its shape, a problem a node. */
export function readFlow(value: unknown): { definition: FlowDefinition } | { problems: FlowProblem[] } {
  if (!isRaw(value)) return { problems: [ofFlow("", "A flow is an object with start and nodes.")] };
  const reader = new Reader(value);
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
  const reader = new Reader(value);
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

const READ: Record<NodeKind, (reader: Reader) => FlowNode> = {
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

function placed(reader: Reader): Pick<FlowNode, "at" | "label"> {
  const label = reader.optionalText("label");
  if (reader.value("at") == null) return label === null ? {} : { label };
  const at = reader.object("at");
  const [x, y] = [at.number("x"), at.number("y")];
  at.end();
  if (Math.max(Math.abs(x), Math.abs(y)) > FARTHEST) throw reader.fault("at", "is too far away");
  return { at: { x, y }, ...(label === null ? {} : { label }) };
}

function readForm(reader: Reader): Form {
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

const readChoices = (field: Reader): string[] =>
  field.list("options", (item, at) => {
    if (typeof item !== "string") throw new Misshapen(at, `${at} must be a string.`);
    return storable(at, item);
  });

function readRule(reader: Reader): Rule {
  const rule = ruleOf(reader);
  reader.end();
  return rule;
}

function ruleOf(reader: Reader): Rule {
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

function readTest(reader: Reader) {
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
