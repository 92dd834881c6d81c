// Short news about something the person did that the screen itself does not show.

interface Action {
  label: string;
  run: () => void;
}

interface Toast {
  id: number;
  text: string;
  action: Action | null;
}

const lifetime = 6_000;
/** Something to decide needs longer. */
const lifetimeWithAction = 15_000;
/** How often it is looked whether somebody still is at one that is due. */
const patience = 1_000;

class Toasts {
  all = $state<Toast[]>([]);
  /** Whether somebody points at them or has the focus there: nothing goes from under a hand. */
  isHeld = () => false;
  #next = 1;

  show(text: string, action: Action | null = null): void {
    const id = this.#next++;
    this.all.push({ id, text, action });
    setTimeout(() => this.#due(id), action ? lifetimeWithAction : lifetime);
  }

  #due(id: number): void {
    if (this.isHeld()) setTimeout(() => this.#due(id), patience);
    else this.dismiss(id);
  }

  dismiss(id: number): void {
    this.all = this.all.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
