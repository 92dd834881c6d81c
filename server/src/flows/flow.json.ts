// Reads unknown JSON field by field: every value is asked for by its name and its type, and what nobody asked for is a fault too.
import { checkText } from "../graphql/input.js";

/** What comes in whole is at most a request's body; no single text is as long. */
const LONGEST = 100_000;

export type Raw = Readonly<Record<string, unknown>>;

export const isRaw = (value: unknown): value is Raw =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Not a flow's; where is said by `field`. */
export class Misshapen extends Error {
  constructor(
    readonly field: string,
    message: string,
  ) {
    super(message);
  }
}

/** Text that a database keeps as it is. */
export function storable(at: string, value: string): string {
  try {
    return checkText(value, at, LONGEST);
  } catch (error) {
    throw new Misshapen(at, (error as Error).message);
  }
}

/** Reads the fields of one object, and complains of those that nobody has read. */
export class JsonReader {
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

  object(name: string): JsonReader {
    const value = this.value(name);
    if (!isRaw(value)) throw this.fault(name, "must be an object");
    return new JsonReader(value, this.at(name));
  }

  list<T>(name: string, each: (item: unknown, at: string) => T): T[] {
    const value = this.value(name);
    if (!Array.isArray(value)) throw this.fault(name, "must be a list");
    return value.map((item: unknown, index) => each(item, this.at(`${name}.${index}`)));
  }

  objects<T>(name: string, each: (reader: JsonReader) => T): T[] {
    return this.list(name, (item, at) => {
      if (!isRaw(item)) throw new Misshapen(at, `${at} must be an object.`);
      const reader = new JsonReader(item, at);
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
