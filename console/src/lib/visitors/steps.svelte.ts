// From the open visitor to the one before or after it in the list; at a page's edge, over to the next page.
import { untrack } from "svelte";
import { VisitorsDocument, type VisitorFilter, type VisitorRowFragment } from "../api/generated.ts";
import { ask } from "../api/mutate.ts";

interface Shown {
  projectId: string;
  filter: VisitorFilter;
  page: number;
  rows: readonly Pick<VisitorRowFragment, "id">[];
  /** How many there are in the list up to the end of this page, and in the whole. */
  end: number;
  total: number;
  /** The visitor that is open. */
  open: string | null;
}

interface Place {
  page: number;
  visitor: string;
}

type Step = (() => void) | undefined;

export class Steps {
  readonly #shown: () => Shown;
  readonly #go: (to: Place) => void;
  /** Where the open visitor last stood: whose status was changed just now may not be in the list any more. */
  #stood = $state.raw<{ id: string; index: number } | null>(null);
  #isAsking = false;
  /** Undefined where the list ends, and while the open visitor is not in it. */
  readonly previous: Step = $derived.by(() => this.#step(-1));
  readonly next: Step = $derived.by(() => this.#step(1));

  /** Must be made while a component is being set up. */
  constructor(shown: () => Shown, go: (to: Place) => void) {
    this.#shown = shown;
    this.#go = go;
    $effect(() => {
      const { rows, open } = shown();
      const index = rows.findIndex((row) => row.id === open);
      if (open && index >= 0) untrack(() => (this.#stood = { id: open, index }));
    });
  }

  #step(by: 1 | -1): Step {
    const { rows, open, page, end, total } = this.#shown();
    const at = rows.findIndex((row) => row.id === open);
    const stood = this.#stood?.id === open ? this.#stood?.index : undefined;
    if (at < 0 && stood === undefined) return undefined;
    // The row below one that has left has taken its place.
    const to = at >= 0 ? at + by : (stood ?? 0) + (by < 0 ? -1 : 0);
    const row = rows[to];
    if (row) return () => this.#go({ page, visitor: row.id });
    const goesOn = by < 0 ? page > 1 : end < total;
    return goesOn ? () => void this.#turn(by) : undefined;
  }

  async #turn(by: 1 | -1): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const { projectId, filter, page } = this.#shown();
    const asked = placeOf(this.#shown());
    const outcome = await ask(VisitorsDocument, { projectId, filter, page: page + by });
    this.#isAsking = false;
    const visitor = outcome.ok ? outcome.data.visitors.nodes.at(by < 0 ? -1 : 0)?.id : undefined;
    // Whoever opened another visitor or another list meanwhile stays there.
    if (visitor && placeOf(this.#shown()) === asked) this.#go({ page: page + by, visitor });
  }
}

const placeOf = ({ projectId, filter, page, open }: Shown) => JSON.stringify([projectId, filter, page, open]);
