// Notifications of the desktop: whether the person and the browser want them, and one for each visitor at most.
import type { News } from "./news.ts";

const hintKey = "atalaya.hint.notifications";

/** "missing": this browser has none, or not on a page without https. */
type Permission = NotificationPermission | "missing";

class Notifications {
  permission = $state<Permission>(read());
  /** Whether to ask about them by ourselves, quietly: once in a browser. */
  isHintDue = $state(!wasHinted());
  readonly #shown = new Map<string, Notification>();

  /** Only ever called from a button. */
  async ask(): Promise<void> {
    this.dismissHint();
    if (this.permission !== "missing") this.permission = await Notification.requestPermission();
  }

  dismissHint(): void {
    this.isHintDue = false;
    try {
      localStorage.setItem(hintKey, "1");
    } catch {
      // Without storage it is asked again with the next page.
    }
  }

  /** Takes the place of what was said of the same subject before. */
  show(tag: string, { title, body }: News, onclick: () => void): void {
    try {
      // The console has sounds of its own. The tag alone replaces the one before: to close that one too would close both.
      const how = { body, tag, renotify: true, icon: "/favicon.svg", silent: true };
      const notification = new Notification(title, how);
      this.#shown.set(tag, notification);
      notification.onclick = () => {
        focus();
        this.close(tag);
        onclick();
      };
      notification.onclose = () => {
        if (this.#shown.get(tag) === notification) this.#shown.delete(tag);
      };
    } catch {
      // Phones give the permission, and then want a service worker.
      this.permission = "missing";
    }
  }

  close(tag: string): void {
    this.#shown.get(tag)?.close();
    this.#shown.delete(tag);
  }

  closeAllBut(tags: readonly string[]): void {
    for (const tag of [...this.#shown.keys()]) if (!tags.includes(tag)) this.close(tag);
  }

  /** Follows what is chosen in the browser's own settings, and leaves nothing behind, until the answer is called. */
  watch(): () => void {
    const look = () => (this.permission = this.permission === "missing" ? "missing" : read());
    const leave = () => this.closeAllBut([]);
    addEventListener("focus", look);
    addEventListener("pagehide", leave);
    return () => {
      removeEventListener("focus", look);
      removeEventListener("pagehide", leave);
      leave();
    };
  }
}

function read(): Permission {
  return "Notification" in globalThis && globalThis.isSecureContext ? Notification.permission : "missing";
}

function wasHinted(): boolean {
  try {
    return localStorage.getItem(hintKey) !== null;
  } catch {
    return false;
  }
}

export const notifications = new Notifications();
