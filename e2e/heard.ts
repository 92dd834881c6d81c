// What a browser plays and puts on the desktop, for stories about what the console says aloud.
import type { BrowserContext, Page } from "@playwright/test";

export interface Heard {
  /** The first note of each sound, in Hertz. */
  tunes: number[];
  shown: { title: string; body: string; tag: string }[];
  /** Tags of what is on the desktop: of those with one tag, whichever tab they come from, it shows the newest. */
  open: string[];
  clicks: (() => void)[];
}

/** Listens to the browser's own sound and notifications. */
export async function listen(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const heard = {
      tunes: [] as number[],
      shown: [] as object[],
      open: [] as string[],
      clicks: [] as (() => void)[],
    };
    Object.assign(globalThis, { heard });
    let last = -1;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when = 0) {
      // The notes of a tune follow one another within half a second.
      if (last < 0 || when - last > 0.5) heard.tunes.push(Math.round(this.frequency.value));
      last = when;
      return start.call(this, when);
    };
    const Native = Notification;
    const open = new Map<string, Notification>();
    globalThis.Notification = class extends Native {
      constructor(title: string, options: NotificationOptions = {}) {
        super(title, options);
        const { body, tag = "" } = options;
        heard.shown.push({ title, body, tag });
        open.set(tag, this);
        heard.open = [...open.keys()];
        heard.clicks.push(() => this.onclick?.(new Event("click")));
        // Closed by the desktop, too: what another tab shows under the same tag takes its place.
        this.addEventListener("close", () => this.#gone());
      }
      #gone() {
        if (open.get(this.tag) === this) open.delete(this.tag);
        heard.open = [...open.keys()];
      }
      override close() {
        this.#gone();
        super.close();
      }
    };
  });
}

export const heard = (page: Page) => page.evaluate(() => (globalThis as unknown as { heard: Heard }).heard);

/** The console knows who waited already: what comes from now on is news. Asked for before the page is loaded. */
export const attentive = (page: Page) =>
  page.waitForResponse((response) => response.request().postData()?.includes("query WhoWaits") ?? false);
