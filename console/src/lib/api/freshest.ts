// Answers and events race each other. A visitor's `version` says which is newer, so nothing that arrives
// late may take a row back in time: its versioned fields are replaced by the newest ones already seen. Versions are
// compared within one epoch only: in a restored database they have gone back themselves.
import { epochOf } from "./cursor.ts";

type Fields = Record<string, unknown>;

const rowFields = [
  "version",
  "status",
  "name",
  "email",
  "phone",
  "engaged",
  "startedAt",
  "online",
  "needsAttention",
  "attentionSince",
  "lastSeenAt",
  // Without a version of its own: what a row shows of it moves with the visitor's.
  "conversation",
] as const;

/** No answer is on its way for so long that so many other visitors change meanwhile. */
const enough = 5_000;

/** Keeps the newest row seen of each visitor; `mend` brings older ones in an answer up to it, in place. */
export class Freshest {
  /** Whoever was seen last stands last. */
  readonly #newest = new Map<string, Fields>();
  readonly #most: number;
  #epoch: string | null = null;

  constructor(most = enough) {
    this.#most = most;
  }

  mend(value: unknown): void {
    this.#enter(epochIn(value));
    this.#mendAll(value);
  }

  #enter(epoch: string | null): void {
    if (epoch === null || epoch === this.#epoch) return;
    this.#epoch = epoch;
    this.#newest.clear();
  }

  #mendAll(value: unknown): void {
    if (Array.isArray(value)) {
      for (const item of value) this.#mendAll(item);
    } else if (typeof value === "object" && value !== null) {
      const fields = value as Fields;
      for (const key of Object.keys(fields)) this.#mendAll(fields[key]);
      if (fields["__typename"] === "Visitor") this.#mendVisitor(fields);
    }
  }

  #mendVisitor(visitor: Fields): void {
    const { id, version } = visitor;
    if (typeof id !== "string" || typeof version !== "number") return;
    const newest = this.#newest.get(id);
    if (newest && (newest["version"] as number) > version) {
      for (const key of rowFields) if (key in visitor && key in newest) visitor[key] = newest[key];
      return;
    }
    const kept: Fields = {};
    for (const key of rowFields) if (key in visitor) kept[key] = visitor[key];
    this.#newest.delete(id);
    this.#newest.set(id, { ...newest, ...kept });
    const [oldest] = this.#newest.keys();
    if (oldest !== undefined && this.#newest.size > this.#most) this.#newest.delete(oldest);
  }
}

/** The epoch of an answer's snapshot or of an event, where it says so. */
function epochIn(data: unknown): string | null {
  for (const field of Object.values((data ?? {}) as Record<string, { cursor?: unknown } | null>))
    if (typeof field?.cursor === "string") return epochOf(field.cursor);
  return null;
}
