// A slash at the start of a word asks for a canned reply. Where it stands, what is typed after it, and which keys belong to the list.
const most = 32;
const asking = /(?:^|\s)\/([^\s/]*)$/u;

export class Slash {
  /** What is typed after the slash; null: nobody asks. */
  query = $state<string | null>(null);
  /** The id of the entry that Enter takes. */
  active = $state<string | null>(null);
  readonly listId: string;
  /** The list's own keys, once it is there: says whether one was meant for it. */
  keys: ((event: KeyboardEvent) => boolean) | null = null;
  /** Enter came before the list: it takes the first that fits. */
  eager = false;
  readonly #box: () => HTMLTextAreaElement | undefined;
  readonly #insert: (from: number, to: number, text: string) => void;
  #at = -1;
  #dismissed = -1;
  /** The slash was set by the button, and goes with the list. */
  #lent = false;

  constructor(
    listId: string,
    box: () => HTMLTextAreaElement | undefined,
    insert: (from: number, to: number, text: string) => void,
  ) {
    this.listId = listId;
    this.#box = box;
    this.#insert = insert;
  }

  /** Something was typed. */
  typed(): void {
    const found = this.#find();
    if (!found) {
      this.#dismissed = -1;
      return this.close();
    }
    if (found.at === this.#dismissed) return;
    this.#at = found.at;
    this.query = found.query;
  }

  /** The caret may have moved: a list that is open stays only where its slash is. */
  moved(): void {
    if (this.query === null) return;
    const found = this.#find();
    if (found?.at === this.#at) this.query = found.query;
    else this.close();
  }

  /** The button: sets a slash where the caret is. */
  lend(): void {
    const box = this.#box();
    if (!box) return;
    box.focus();
    const { selectionStart: from, selectionEnd: to, value } = box;
    const before = value.slice(0, from);
    const gap = before === "" || /\s$/u.test(before) ? "" : " ";
    this.#dismissed = -1;
    this.#insert(from, to, `${gap}/`);
    this.#lent = true;
  }

  pressed(event: KeyboardEvent): boolean {
    if (this.query === null || event.isComposing) return false;
    if (this.keys) return this.keys(event);
    if (event.key === "Escape") this.dismiss();
    else if (event.key === "Enter" || event.key === "Tab") this.eager = true;
    else return false;
    return true;
  }

  pick(text: string): void {
    const to = this.#box()?.selectionEnd ?? this.#at;
    const from = this.#at;
    this.close();
    this.#insert(from, to, text);
  }

  /** Closes the list and keeps what was typed. */
  dismiss(): void {
    const { query } = this;
    const [at, lent] = [this.#at, this.#lent];
    this.close();
    if (lent && query === "") this.#insert(at, at + 1, "");
    else this.#dismissed = at;
  }

  close(): void {
    this.query = null;
    this.active = null;
    this.eager = false;
    this.#lent = false;
  }

  #find(): { at: number; query: string } | null {
    const box = this.#box();
    if (!box || box.selectionStart !== box.selectionEnd) return null;
    const query = asking.exec(box.value.slice(0, box.selectionStart))?.[1];
    if (query === undefined || query.length > most) return null;
    return { at: box.selectionStart - query.length - 1, query };
  }
}
