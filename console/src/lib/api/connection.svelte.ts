// What the live connection is doing, as people understand it: live, reconnecting, or offline.

type ConnectionState = "live" | "reconnecting" | "offline";

/** A gap shorter than this is not worth telling anybody about. */
const patience = 10_000;

class Connection {
  /** Null until the first subscription asks for a socket. */
  #connected = $state<boolean | null>(null);
  #lostAt = $state<number | null>(null);
  #now = $state(Date.now());
  #online = $state(globalThis.navigator?.onLine ?? true);
  /** When anything was last heard from the server: the age of what the screen shows. */
  heardAt = $state(Date.now());

  readonly state: ConnectionState = $derived.by(() => {
    if (!this.#online) return "offline";
    if (this.#connected !== false) return "live";
    return this.#now - (this.#lostAt ?? this.#now) > patience ? "offline" : "reconnecting";
  });

  /** Milliseconds since the server was last heard. */
  readonly age = $derived(Math.max(0, this.#now - this.heardAt));

  heard(): void {
    this.heardAt = Date.now();
  }

  connected(): void {
    this.#connected = true;
    this.#lostAt = null;
    this.heard();
  }

  lost(): void {
    if (this.#connected === false) return;
    this.#connected = false;
    this.#lostAt = Date.now();
    this.#now = Date.now();
  }

  /** Nobody listens any more: that is no fault. */
  idle(): void {
    this.#connected = null;
  }

  /** Follows the browser's own idea of being online, and the clock. */
  watch(): () => void {
    const tick = setInterval(() => (this.#now = Date.now()), 1000);
    const changed = () => {
      this.#online = navigator.onLine;
      this.#now = Date.now();
    };
    addEventListener("online", changed);
    addEventListener("offline", changed);
    return () => {
      clearInterval(tick);
      removeEventListener("online", changed);
      removeEventListener("offline", changed);
    };
  }
}

export const connection = new Connection();
