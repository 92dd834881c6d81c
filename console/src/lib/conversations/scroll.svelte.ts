// Keeps a conversation at its end while the reader is there, and leaves it alone while they read upward.

/** Nearer to the end than this counts as being there. */
const near = 48;

export class ThreadScroll {
  element: HTMLElement | undefined = $state();
  atEnd = $state(true);
  #height = 0;
  #top = 0;

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
    if (this.element) this.#height = this.element.scrollHeight;
  }

  /** Call after it has changed: stays at the end, or holds what is being read in its place. */
  settle(grewAbove: boolean): void {
    const element = this.element;
    if (!element) return;
    if (this.atEnd) this.toEnd();
    else if (grewAbove) element.scrollTop += element.scrollHeight - this.#height;
  }

  toEnd(): void {
    const element = this.element;
    if (element) {
      element.scrollTop = element.scrollHeight;
      this.#top = element.scrollTop;
    }
    this.atEnd = true;
  }

  /** Only who goes upward leaves the end: the box or the content may have grown before an earlier scroll is told. */
  scrolled = (): void => {
    const element = this.element;
    if (!element) return;
    const { scrollTop, scrollHeight, clientHeight } = element;
    if (scrollHeight - scrollTop - clientHeight < near) this.atEnd = true;
    else if (scrollTop < this.#top) this.atEnd = false;
    this.#top = scrollTop;
  };
}
