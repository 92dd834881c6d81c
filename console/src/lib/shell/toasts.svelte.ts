// Short news about something the person did that the screen itself does not show.

interface Toast {
  id: number;
  text: string;
}

const lifetime = 6000;

class Toasts {
  all = $state<Toast[]>([]);
  #next = 1;

  show(text: string): void {
    const id = this.#next++;
    this.all.push({ id, text });
    setTimeout(() => this.dismiss(id), lifetime);
  }

  dismiss(id: number): void {
    this.all = this.all.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
