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

class Toasts {
  all = $state<Toast[]>([]);
  #next = 1;

  show(text: string, action: Action | null = null): void {
    const id = this.#next++;
    this.all.push({ id, text, action });
    setTimeout(() => this.dismiss(id), action ? lifetimeWithAction : lifetime);
  }

  dismiss(id: number): void {
    this.all = this.all.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
