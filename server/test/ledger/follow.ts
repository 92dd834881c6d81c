// What a stream may send, judged item by item as it comes: nothing is passed over, nothing comes twice, or a RESYNC says so.

/** `visitorChanges`: the cursors go up; without a filter every seq comes, one by one. */
export class FeedRule {
  applied = 0;
  resyncs = 0;

  constructor(
    private readonly name: string,
    /** The screen has no filter: whatever happens concerns it. */
    private readonly every: boolean,
    public place = 0,
  ) {}

  /** The problem with this item; null when there is none. */
  take(kind: string, seq: number): string | null {
    const { place, name } = this;
    if (kind === "RESYNC") {
      this.resyncs++;
      this.place = seq;
      return seq < place ? `back: ${name} was told to start over at ${seq}, behind ${place}` : null;
    }
    this.place = Math.max(seq, place);
    if (kind === "HEARTBEAT") {
      if (seq < place) return `back: ${name} got a heartbeat of ${seq} at ${place}`;
      return this.every && seq > place ? `gap: ${name} got a heartbeat of ${seq} at ${place}` : null;
    }
    this.applied++;
    if (seq <= place) return `repeated: ${name} got ${kind} ${seq} at ${place}`;
    return this.every && seq !== place + 1 ? `gap: ${name} got ${kind} ${seq} at ${place}` : null;
  }
}

/** A conversation: messages 1, 2, 3 …, and a state that never names a message that has not come. */
export class ThreadRule {
  applied = 0;
  resyncs = 0;
  private unsure = false;

  seq = 0;

  constructor(private readonly name: string) {}

  /** Everything up to here was read at once. */
  begin(seq: number): void {
    this.seq = seq;
    this.unsure = false;
  }

  resync(): void {
    this.resyncs++;
    this.unsure = true;
  }

  message(seq: number): string | null {
    const known = this.seq;
    const unsure = this.unsure;
    this.unsure = false;
    this.applied++;
    this.seq = Math.max(seq, known);
    if (seq <= known) return unsure ? null : `repeated: ${this.name} got message ${seq} after ${known}`;
    return unsure || seq === known + 1 ? null : `gap: ${this.name} got message ${seq} after ${known}`;
  }

  state(lastSeq: number): string | null {
    if (this.unsure || lastSeq === this.seq) return null;
    return `untrue: ${this.name} has message ${this.seq} and is told that ${lastSeq} is the newest`;
  }
}
