// A small random generator with a seed of its own (mulberry32): the same sample data on every installation.
export class Random {
  constructor(private state: number) {}

  /** From 0 up to, but not including, 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  /** Both ends can come up. */
  whole(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1));
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.next() * from.length)] as T;
  }

  /** The heavier, the likelier. */
  weighed<T>(from: readonly T[], weight: (each: T) => number): T {
    let left = this.next() * from.reduce((sum, each) => sum + weight(each), 0);
    return from.find((each) => (left -= weight(each)) < 0) ?? (from[from.length - 1] as T);
  }

  shuffled<T>(from: readonly T[]): T[] {
    return from
      .map((each) => ({ each, key: this.next() }))
      .sort((a, b) => a.key - b.key)
      .map(({ each }) => each);
  }

  /** `#` becomes a digit. */
  digits(pattern: string): string {
    return pattern.replaceAll("#", () => String(this.whole(0, 9)));
  }

  hex(length: number): string {
    return Array.from({ length }, () => this.whole(0, 15).toString(16)).join("");
  }

  uuid(): string {
    return `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-a${this.hex(3)}-${this.hex(12)}`;
  }
}
