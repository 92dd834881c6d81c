// Lets one at a time, first come first served.

export class Turns {
  private tail: Promise<void> = Promise.resolve();

  /** Waits for its turn; resolves to the function that lets the next one in. Calling that again does nothing. */
  async enter(): Promise<() => void> {
    let leave!: () => void;
    const before = this.tail;
    this.tail = new Promise((resolve) => {
      leave = resolve;
    });
    await before;
    return leave;
  }
}
