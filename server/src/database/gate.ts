// The embedded database has one connection, so transactions of concurrent callers would break into one another.
// The gate lets one holder in at a time, first come first served.
import { AsyncLocalStorage } from "node:async_hooks";

export class Gate {
  private tail: Promise<void> = Promise.resolve();
  private readonly holders = new AsyncLocalStorage<{ open: boolean }>();

  /** Waits for its turn; resolves to the function that lets the next one in. */
  async enter(): Promise<() => void> {
    if (this.holders.getStore()?.open) {
      throw new Error(
        "A statement outside the open transaction, from inside it, would wait for itself for ever: use the transaction's own manager.",
      );
    }
    let leave!: () => void;
    const before = this.tail;
    this.tail = new Promise((resolve) => {
      leave = resolve;
    });
    await before;
    return leave;
  }

  /** Marks the calls inside `body` as belonging to an open transaction, so that a stray one fails instead of hanging. */
  async within<T>(body: () => Promise<T>): Promise<T> {
    const holder = { open: true };
    try {
      return await this.holders.run(holder, body);
    } finally {
      holder.open = false;
    }
  }
}
