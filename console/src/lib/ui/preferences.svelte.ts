// What a person chose for this browser, the same in all its tabs. (The theme has a file of its own.)

export type Density = "comfortable" | "compact";

interface Choices {
  /** Height of the list's rows. */
  density: Density;
  /** A sound for a new visitor, another for a new message. */
  sounds: boolean;
  /** Notifications of the desktop, where the browser allows them. */
  notifications: boolean;
  /** Single keys such as J, K and R. */
  shortcuts: boolean;
}

const key = "atalaya.preferences";
const usual: Choices = { density: "comfortable", sounds: true, notifications: true, shortcuts: true };

class Preferences {
  #choices = $state.raw<Choices>(read());

  get density(): Density {
    return this.#choices.density;
  }

  get sounds(): boolean {
    return this.#choices.sounds;
  }

  get notifications(): boolean {
    return this.#choices.notifications;
  }

  get shortcuts(): boolean {
    return this.#choices.shortcuts;
  }

  choose(change: Partial<Choices>): void {
    this.#choices = { ...this.#choices, ...change };
    try {
      localStorage.setItem(key, JSON.stringify(this.#choices));
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  }

  /** Follows what is chosen in another tab. */
  watch(): () => void {
    const written = (event: StorageEvent) => {
      if (event.key === key || event.key === null) this.#choices = read();
    };
    addEventListener("storage", written);
    return () => removeEventListener("storage", written);
  }
}

/** Forgiving: what makes no sense counts as not chosen. */
function read(): Choices {
  let stored: Partial<Record<keyof Choices, unknown>>;
  try {
    stored = (JSON.parse(localStorage.getItem(key) ?? "{}") ?? {}) as typeof stored;
  } catch {
    return usual;
  }
  return {
    density: stored.density === "compact" ? "compact" : "comfortable",
    sounds: stored.sounds !== false,
    notifications: stored.notifications !== false,
    shortcuts: stored.shortcuts !== false,
  };
}

export const preferences = new Preferences();
