// The embedded database has one connection, so transactions of concurrent callers would break into one another.
// The gate lets one holder in at a time, first come first served.
import { AsyncLocalStorage } from "node:async_hooks";

export class Gate {
  private tail: Promise<void> = Promise.resolve();
  private readonly holders = new AsyncLocalStorage<{ open: boolean }>();

  /** Waits for its turn; resolves to the function that lets the next one in. */
  async enter(forTransaction: boolean): Promise<() => void> {
    const holder = this.holders.getStore();
    if (holder?.open) {
      throw new Error(
        "A statement outside the open transaction, from inside it, would wait for itself for ever: use the transaction's own manager.",
      );
    }
    let open!: () => void;
    const before = this.tail;
    this.tail = new Promise((resolve) => {
      open = resolve;
    });
    await before;
    if (holder && forTransaction) holder.open = true;
    return () => {
      if (holder && forTransaction) holder.open = false;
      open();
    };
  }

  /** Calls inside `body` belong to the one transaction that it opens, so that a stray one fails instead of hanging. */
  within<T>(body: () => Promise<T>): Promise<T> {
    return this.holders.run({ open: false }, body);
  }
}
