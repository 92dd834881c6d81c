/**
 * What is told about the visitor beside the conversation: custom parameters and the page. Kept until a
 * visitor exists, sent again when the line is back, and not repeated when nothing changed.
 */
import { Refused, isPassing } from "./errors";
import { SetParamsDocument, VisitPageDocument } from "./generated";
import type { Send } from "./http";
import type { Params } from "./options";
import { type Page, currentPage } from "./page";
import { mergeParams, readParams, sdkParams } from "./params";
import type { SafeStorage } from "./storage";
import { urlParams } from "./url";
import { storageKey } from "./visitor";

const PAUSE_MS = 250;

export class Carry {
  #disk: SafeStorage;
  #tab: SafeStorage;
  #send: Send;
  #paramsKey: string;
  #sentKey: string;
  #sentUrlKey: string;
  /** Where the visitor is; a page that is just being left for another has the address of one and the title of the other. */
  #here = currentPage();
  /** Where the server was told it is. */
  #told = "";
  /** Grows with every new visitor: an answer about an earlier one says nothing of what this one has told. */
  #visitor = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** From the addresses of this visit's pages. */
  readonly url: Params;

  constructor(disk: SafeStorage, tab: SafeStorage, projectId: string, send: Send) {
    this.#disk = disk;
    this.#tab = tab;
    this.#send = send;
    this.#paramsKey = storageKey(projectId, "params");
    this.#sentKey = storageKey(projectId, "sent");
    this.#sentUrlKey = storageKey(projectId, "sent-url");
    const urlKey = storageKey(projectId, "url");
    this.url = mergeParams(readParams(tab, urlKey), urlParams(location.search));
    if (Object.keys(this.url).length) tab.set(urlKey, JSON.stringify(this.url));
  }

  /** Set by the site, this visit. */
  get params(): Params {
    return readParams(this.#tab, this.#paramsKey);
  }

  merge(params: unknown): void {
    this.#tab.set(this.#paramsKey, JSON.stringify(mergeParams(this.params, sdkParams(params))));
  }

  /** The page has changed without a reload. */
  moved(): void {
    this.#here = currentPage();
  }

  /** The addresses told something that the server has not heard. */
  get urlIsNews(): boolean {
    return Object.keys(this.url).length > 0 && JSON.stringify(this.url) !== this.#disk.get(this.#sentUrlKey);
  }

  /** Everything was part of an opening. */
  opened(page: Page): void {
    this.#here = page;
    this.#told = page.url;
    this.#disk.set(this.#sentKey, JSON.stringify(this.params));
    this.#disk.set(this.#sentUrlKey, JSON.stringify(this.url));
  }

  /** A new visitor: nothing has been told about it. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#visitor++;
    this.#told = "";
    this.#disk.remove(this.#sentKey);
    this.#disk.remove(this.#sentUrlKey);
  }

  /** Sends what is news, a moment later so that a burst goes as one. */
  flush(pause = PAUSE_MS): void {
    clearTimeout(this.#timer);
    const send = () =>
      this.#sendNews().catch((error: unknown) => {
        // The server said when: it is not forgotten until then. Other faults wait for the line to come back.
        if (error instanceof Refused && error.retryAfterMs) this.flush(error.retryAfterMs);
      });
    this.#timer = setTimeout(() => void send(), pause);
  }

  async #sendNews(): Promise<void> {
    const visitor = this.#visitor;
    const sent = readParams(this.#disk, this.#sentKey);
    const news = Object.fromEntries(
      Object.entries(this.params).filter(([name, value]) => sent[name] !== value),
    );
    if (Object.keys(news).length) {
      await this.#send(SetParamsDocument, { params: news }).catch((error: unknown) => {
        if (isPassing(error)) throw error;
        console.error("Atalaya: these parameters were refused:", Object.keys(news).join(", "), error);
      });
      if (visitor !== this.#visitor) return;
      this.#disk.set(this.#sentKey, JSON.stringify(mergeParams(sent, news)));
    }
    const page = this.#here;
    if (!page.url || page.url === this.#told) return;
    await this.#send(VisitPageDocument, page);
    if (visitor === this.#visitor) this.#told = page.url;
  }
}
