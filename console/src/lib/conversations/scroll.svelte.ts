// Keeps a conversation at its end while the reader is there, and leaves it alone while they read upward.

/** Nearer to the end than this counts as being there. */
const near = 48;

export class ThreadScroll {
  element: HTMLElement | undefined = $state();
  atEnd = $state(true);
  #top = 0;
  /** The uppermost entry in sight, and where it stood. */
  #anchor: { entry: Element; at: number } | null = null;

  constructor() {
    // The box below grows while one writes, and a phone's keyboard comes up: the end stays in sight.
    $effect(() => {
      const element = this.element;
      if (!element) return;
      const resized = new ResizeObserver(() => {
        if (this.atEnd) this.toEnd();
      });
      resized.observe(element);
      return () => resized.disconnect();
    });
  }

  /** Call before the content changes. */
  remember(): void {
    this.#anchor = null;
    const { element } = this;
    if (!element || this.atEnd) return;
    const top = element.getBoundingClientRect().top;
    // A day's heading moves up when more of that day is loaded.
    for (const entry of element.querySelectorAll(":scope > [data-entry]")) {
      const at = entry.getBoundingClientRect();
      if (at.bottom <= top) continue;
      this.#anchor = { entry, at: at.top };
      return;
    }
  }

  /** Call after it has changed: stays at the end, or holds what is being read in its place. */
  settle(): void {
    const { element } = this;
    if (!element) return;
    if (this.atEnd) this.toEnd();
    else if (this.#anchor?.entry.isConnected) {
      element.scrollTop += this.#anchor.entry.getBoundingClientRect().top - this.#anchor.at;
    }
  }

  toEnd(): void {
    const { element } = this;
    if (element) {
      element.scrollTop = element.scrollHeight;
      this.#top = element.scrollTop;
    }
    this.atEnd = true;
  }

  /** From the end up to an entry, if it does not fit with all that follows it; says whether it had to. */
  upTo(selector: string): boolean {
    const { element } = this;
    const entry = element?.querySelector(selector);
    if (!element || !entry || !this.atEnd) return false;
    const above = element.getBoundingClientRect().top + 12 - entry.getBoundingClientRect().top;
    if (above <= 0) return false;
    this.atEnd = false;
    element.scrollTop -= above;
    this.#top = element.scrollTop;
    return true;
  }

  /** Only who goes upward leaves the end: the box or the content may have grown before an earlier scroll is told. */
  scrolled = (): void => {
    const { element } = this;
    if (!element) return;
    const { scrollTop, scrollHeight, clientHeight } = element;
    if (scrollHeight - scrollTop - clientHeight < near) this.atEnd = true;
    else if (scrollTop < this.#top) this.atEnd = false;
    this.#top = scrollTop;
  };
}
