// Chance, and values for the fuzz: what fits a type, what nearly does, and what does not at all.
import fc from "fast-check";
import {
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from "graphql";

const STRINGS = [
  "",
  " ",
  "\u0000",
  "\ud83d",
  "‮abc",
  "é\u0301",
  "' OR 1=1 --",
  "%_\\",
  "${7*7}{{7*7}}",
  "<img src=x onerror=alert(1)>",
  "__proto__",
  "constructor",
  "=1+1",
  "x".repeat(5_000),
  "2026-02-30",
  "2026-03-01",
  "2026-03-01T00:00:00.000Z",
  "America/Bogota",
  "Mars/Olympus",
  "ana@example.com",
  "#0f766e",
  "https://shop.example.com",
  "file:///etc/passwd",
] as const;
const IDS = [
  "0",
  "-1",
  "1",
  "2",
  "007",
  "1e3",
  "1.5",
  "9007199254740993",
  "99999999999999999999",
  "abc",
  "1 OR 1=1",
  "٣",
] as const;
const INTS = [0, 1, 2, 19, 20, 100, 101, -1, 2 ** 31 - 1, -(2 ** 31)] as const;
const JUNK = [null, true, -0.5, 1e300, 2 ** 31, "text", [], [[]], {}, { a: { b: [1] } }] as const;

const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...STRINGS) },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 30 }) },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.integer({ min: 0xd7f0, max: 0xe010 }), { maxLength: 5 })
      .map((units) => String.fromCharCode(...units)),
  },
);
const flat = fc.dictionary(
  fc.oneof(fc.constantFrom("__proto__", "plan", "constructor", "toString"), fc.string({ maxLength: 8 })),
  fc.oneof(
    text,
    fc.integer(),
    fc.boolean(),
    fc.double(),
    fc.constant(null),
    fc.constant([1]),
    fc.constant({}),
  ),
  { maxKeys: 4 },
);

/** All that is drawn comes from one of fast-check's generators, so that a run can be told again by its seed and path. */
export class Dice {
  constructor(private readonly draw: fc.GeneratorValue) {}

  /** 0 … max. */
  upTo(max: number): number {
    return this.draw(fc.nat, { max });
  }

  /** Once in so many times. */
  once(times: number): boolean {
    return this.upTo(times - 1) === 0;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.upTo(list.length - 1)] as T;
  }

  text(): string {
    return this.draw(() => text);
  }

  flat(): unknown {
    return this.draw(() => flat);
  }
}

export class Values {
  constructor(
    /** Of things that exist, the caller's own and others'. */
    private readonly ids: readonly string[],
    /** JSON that would be taken as it is. */
    private readonly objects: readonly object[],
  ) {}

  of(dice: Dice, type: GraphQLInputType, depth = 0): unknown {
    if (dice.once(40)) return dice.pick<unknown>(JUNK);
    if (isNonNullType(type)) return this.of(dice, type.ofType, depth);
    if (isListType(type)) {
      const length = dice.pick([0, 1, 1, 2, 3, 101]);
      if (length <= 3) return Array.from({ length }, () => this.of(dice, type.ofType, depth + 1));
      // A long list is long by repeating.
      return Array<unknown>(length).fill(this.of(dice, type.ofType, depth + 1));
    }
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter(
        (field) => isRequiredInputField(field) || (depth < 3 && dice.once(2)),
      );
      const entries = fields.map((field): [string, unknown] => [
        field.name,
        this.of(dice, field.type, depth + 1),
      ]);
      return Object.fromEntries(dice.once(30) ? [...entries, ["unknown", 1]] : entries);
    }
    if (isEnumType(type)) {
      const names = type.getValues().map(({ name }) => name);
      return dice.pick([...names, ...names, "NOTHING", "new"]);
    }
    return this.scalar(dice, type.name);
  }

  private scalar(dice: Dice, name: string): unknown {
    switch (name) {
      case "ID":
        return dice.pick([...this.ids, ...this.ids, ...IDS]);
      case "Int":
        return dice.pick(INTS);
      case "Boolean":
        return dice.once(2);
      case "Float":
        return dice.pick([...INTS, 0.5]);
      case "JSONObject":
        return dice.once(2) ? dice.flat() : this.bent(dice, dice.pick(this.objects));
      default:
        return dice.text();
    }
  }

  /** The same with something else in one place or two, or as it is. */
  private bent(dice: Dice, whole: object): object {
    const copy = structuredClone(whole);
    for (let bends = dice.upTo(2); bends > 0; bends--) {
      let inside = copy as Record<string, unknown>;
      for (;;) {
        const keys = Object.keys(inside);
        if (keys.length === 0) break;
        const key = dice.pick(keys);
        const next = inside[key];
        if (typeof next === "object" && next !== null && !dice.once(4)) inside = next as typeof inside;
        else {
          // A copy of its own: what is bent next may be inside it.
          inside[key] = dice.once(2) ? structuredClone(dice.pick<unknown>(JUNK)) : dice.text();
          break;
        }
      }
    }
    return copy;
  }
}
