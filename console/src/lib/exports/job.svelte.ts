// One export under way: asked for, counted while it comes, saved when it is whole.
import { download, type DownloadProblem } from "../api/download.ts";
import type { VisitorFilter } from "../api/generated.ts";
import { CsvRows, SheetRows, type RowCounter } from "./rows.ts";

export type Format = "csv" | "xlsx";

/** What the page has to export. */
export interface Offer {
  projectId: string;
  filter: VisitorFilter;
  /** The rows on the screen, in their order. */
  ids: readonly string[];
  /** How many match. */
  total: number;
}

export interface Wanted {
  projectId: string;
  format: Format;
  filter: VisitorFilter;
  /** The rows on the screen, in their order; null: all that match. */
  ids: readonly string[] | null;
  language: string;
  timeZone: string;
}

/** How often the numbers on the card move, in ms. */
const tell = 150;

export class ExportJob {
  state = $state<"running" | "done" | "failed">("running");
  rows = $state<number | null>(null);
  total = $state<number | null>(null);
  bytes = $state(0);
  fileName = $state("");
  problem = $state.raw<DownloadProblem | null>(null);
  readonly wanted: Wanted;
  #control = new AbortController();
  #address: string | null = null;

  constructor(wanted: Wanted) {
    this.wanted = wanted;
    void this.run();
  }

  /** Also once more, after it has failed. */
  async run(): Promise<void> {
    const control = (this.#control = new AbortController());
    const counter: RowCounter = this.wanted.format === "csv" ? new CsvRows() : new SheetRows();
    let bytes = 0;
    const show = () => {
      this.bytes = bytes;
      this.rows = counter.rows;
    };
    this.state = "running";
    this.problem = null;
    this.total = null;
    this.fileName = `visitors.${this.wanted.format}`;
    show();
    const showing = setInterval(show, tell);
    const outcome = await download(addressOf(this.wanted), control.signal, {
      onhead: ({ total, fileName }) => {
        this.total = total;
        if (fileName) this.fileName = fileName;
      },
      onchunk: (chunk) => {
        bytes += chunk.byteLength;
        counter.push(chunk as Uint8Array<ArrayBuffer>);
      },
    });
    clearInterval(showing);
    if (outcome.ok) await counter.end();
    if (control.signal.aborted) return;
    show();
    if (outcome.ok) {
      this.#address = URL.createObjectURL(outcome.file);
      this.state = "done";
      this.save();
    } else {
      this.problem = outcome.problem;
      this.state = "failed";
    }
  }

  /** Hands the file to the browser; it is kept, so that a download that was blocked or dismissed can be had again. */
  save(): void {
    if (!this.#address) return;
    const link = document.createElement("a");
    link.href = this.#address;
    link.download = this.fileName;
    link.click();
  }

  /** Ends it, whatever it does: the server ceases to read, the file is let go. */
  end(): void {
    this.#control.abort();
    if (this.#address) URL.revokeObjectURL(this.#address);
    this.#address = null;
  }
}

function addressOf({ projectId, format, filter, ids, language, timeZone }: Wanted): string {
  const query = new URLSearchParams({
    filter: JSON.stringify(filter),
    ...(ids ? { ids: ids.join(",") } : {}),
    language,
    timeZone,
  });
  return `/projects/${encodeURIComponent(projectId)}/visitors.${format}?${query}`;
}
