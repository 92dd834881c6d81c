// Parts of the console that are fetched when somebody reaches for them. Without a line, or after a new version was installed, they
// are not there: nothing breaks, whoever asked for one is told, and the next reach tries again.

let onMissing: () => void = () => {};

/** Called when a part that somebody asked for cannot be fetched. */
export function whenMissing(act: () => void): void {
  onMissing = act;
}

export class Later<Part> {
  part = $state.raw<Part | null>(null);
  readonly #load: () => Promise<{ default: Part }>;

  constructor(load: () => Promise<{ default: Part }>) {
    this.#load = load;
  }

  /** `asked`: somebody waits for it, and does not only come near. Answers whether it is there. */
  async fetch(asked = true): Promise<boolean> {
    try {
      this.part ??= (await this.#load()).default;
      return true;
    } catch {
      if (asked) onMissing();
      return false;
    }
  }
}
