// Waiting for what should happen: whoever does something rings, whoever waits looks again, and no wait is without an end.
export class Bell {
  private waiting = new Set<() => void>();

  ring(): void {
    for (const wake of [...this.waiting]) wake();
  }

  /** Resolves at the next ring, or when `ms` have passed. */
  next(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.waiting.add(wake);
    });
  }

  /** Resolves when the condition holds; rejects, saying what was waited for, when it does not within `ms`. */
  async until(what: string | (() => string), ms: number, holds: () => boolean): Promise<void> {
    const end = Date.now() + ms;
    while (!holds()) {
      const left = end - Date.now();
      if (left <= 0)
        throw new Error(`${ms} ms were not enough for ${typeof what === "string" ? what : what()}`);
      await this.next(left);
    }
  }
}

/** The work's own end, or an error after `ms`. */
export async function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${ms} ms were not enough for ${what}`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** How long a fault lasts, or a person thinks: never a way to wait for something. */
export const lasting = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
