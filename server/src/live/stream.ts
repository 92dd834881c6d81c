// An async generator that can be told to stop while it waits. A plain one hears `return()` only after its next item.
export function stream<T>(body: (signal: AbortSignal) => AsyncGenerator<T, void>): AsyncIterableIterator<T> {
  const end = new AbortController();
  const inner = body(end.signal);
  return {
    next: () => inner.next(),
    return: async () => {
      end.abort();
      await inner.return();
      return { done: true, value: undefined };
    },
    throw: async (error: unknown) => {
      end.abort();
      return inner.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** A heartbeat is due at least every 15 s; a little sooner leaves room for a slow network. */
export const HEARTBEAT = 12_000;
