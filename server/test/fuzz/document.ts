// Documents for the fuzz, drawn from a schema: mostly of the right shape, deeper and wider than anybody asks, and now and then
// broken.
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  isRequiredArgument,
} from "graphql";
import type { Dice, Values } from "./values.js";

export interface Asked {
  query: string;
  variables: Record<string, unknown>;
  /** What is asked for at the root, by its name in the answer. */
  roots: ReadonlyMap<string, string>;
}

/** Values that fit an argument by its name, as `argument` or `field.argument`: drawn mostly, so that something comes of it. */
export type Fitting = Readonly<Record<string, readonly unknown[]>>;

export type OperationKind = "query" | "mutation" | "subscription";

export class Documents {
  private variables: Record<string, unknown> = {};
  private declared: string[] = [];

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly values: Values,
    /** Which fields of the root it asks for. */
    private readonly asks: (name: string) => boolean,
    private readonly fitting: Fitting = {},
  ) {}

  /** `most`: fields at the root of what is no subscription. */
  draw(dice: Dice, kind: OperationKind, most = 3): Asked {
    this.variables = {};
    this.declared = [];
    const root = this.rootOf(kind);
    const fields = Object.values(root.getFields()).filter(({ name }) => this.asks(name));
    const count = kind === "subscription" ? 1 : 1 + dice.upTo(most - 1);
    const chosen = Array.from({ length: count }, () => dice.pick(fields));
    const depth = dice.pick([1, 2, 2, 3, 3, 4, 6, 9]);
    const selections = chosen.map((field) => this.field(dice, field, depth));
    const roots = new Map(
      chosen.map(({ name }, index) => [/^\w+(?=: )/.exec(selections[index] ?? "")?.[0] ?? name, name]),
    );
    const selection = selections.join(" ");
    const declared = this.declared.length > 0 ? `(${this.declared.join(", ")})` : "";
    const query = `${kind} Fuzz${declared} { ${selection} }`;
    return { query: dice.once(10) ? this.broken(dice, query) : query, variables: this.variables, roots };
  }

  private rootOf(kind: OperationKind): GraphQLObjectType {
    const root = {
      query: "getQueryType",
      mutation: "getMutationType",
      subscription: "getSubscriptionType",
    } as const;
    return this.schema[root[kind]]() as GraphQLObjectType;
  }

  private field(dice: Dice, field: GraphQLField<unknown, unknown>, depth: number): string {
    const alias = dice.once(4) ? `${dice.pick(["a", "b", "__c", "id"])}: ` : "";
    const given = field.args.filter((arg) => isRequiredArgument(arg) || dice.once(2));
    // A required one is forgotten now and then.
    const args = given.filter(() => !dice.once(40)).map((arg) => this.argument(dice, field.name, arg));
    const directive = dice.once(15)
      ? dice.pick([" @include(if: true)", " @skip(if: true)", " @nothing"])
      : "";
    return `${alias}${field.name}${args.length > 0 ? `(${args.join(", ")})` : ""}${directive}${this.selection(dice, field.type, depth)}`;
  }

  private argument(dice: Dice, field: string, arg: GraphQLArgument): string {
    const fitting = this.fitting[`${field}.${arg.name}`] ?? this.fitting[arg.name];
    const value = fitting && !dice.once(8) ? dice.pick(fitting) : this.values.of(dice, arg.type);
    const name = `v${this.declared.length}`;
    this.declared.push(`$${name}: ${String(arg.type)}`);
    this.variables[name] = value;
    return `${arg.name}: $${name}`;
  }

  private selection(dice: Dice, type: GraphQLOutputType, depth: number): string {
    const named = getNamedType(type);
    if (!isObjectType(named)) return "";
    const fields = Object.values(named.getFields()).filter(
      (field) => depth > 0 || !isObjectType(getNamedType(field.type)),
    );
    const count = 1 + dice.upTo(4);
    const chosen = Array.from({ length: count }, () => dice.pick([...fields, null]));
    const inner = chosen.map((field) => (field ? this.field(dice, field, depth - 1) : "__typename"));
    const spread = dice.once(20) ? ` ... on ${named.name} { __typename }` : "";
    return ` { ${inner.join(" ")}${spread} }`;
  }

  private broken(dice: Dice, query: string): string {
    const at = dice.upTo(query.length);
    const more = dice.pick([
      "",
      "{",
      "}",
      "(",
      '"',
      "$",
      "\u0000",
      "…",
      "fragment F on X { F }",
      "{".repeat(50),
      "[".repeat(2_000),
    ]);
    return query.slice(0, at) + more + query.slice(at + dice.upTo(3));
  }
}
