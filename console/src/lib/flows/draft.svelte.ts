// Keeps the draft: what changes under somebody's hands is on this browser's disk at once and with the server a moment later.
// Whoever finds that somebody else has saved meanwhile is asked, and neither draft is lost.
import { createContext, untrack } from "svelte";
import { isPassing, type Problem } from "../api/errors.ts";
import { mutate } from "../api/mutate.ts";
import type { FlowDefinition } from "./definition.ts";
import { Disk } from "./disk.ts";
import type { FlowEditor } from "./editor.svelte.ts";
import {
  DiscardFlowDraftDocument,
  SaveFlowDocument,
  SaveFlowDraftDocument,
  type FlowStateFragment,
} from "./generated.ts";
import { isIdentical } from "./graph.ts";
import { place } from "./layout.ts";
import { SaveClock } from "./saveClock.ts";
import { flowOf, revisionOf } from "./stored.ts";

/** What a page that is being left may still send. */
const lastBytes = 60_000;

export type DraftState = "saved" | "changed" | "saving" | "waiting" | "refused" | "conflict";

export class Draft {
  state = $state<DraftState>("saved");
  problem = $state.raw<Problem | null>(null);
  /** The server's revision that the canvas was made of; 0: there was no draft. */
  #revision: number;
  /** The flow that the server has, as the very object. */
  #saved: FlowDefinition;
  readonly #clock = new SaveClock(() => void this.flush());
  #running: Promise<void> | null = null;
  readonly #disk: Disk;
  readonly #editor: FlowEditor;
  readonly #projectId: string;
  readonly #stored: () => FlowStateFragment;
  readonly #refetch: () => Promise<void>;

  /** `stored`: what the server has, as the cache tells; `refetch` asks it anew. Must be made while a component is set up. */
  constructor(
    parts: { agentId: string; projectId: string; editor: FlowEditor },
    stored: () => FlowStateFragment,
    refetch: () => Promise<void>,
  ) {
    const { agentId, projectId, editor } = parts;
    this.#disk = new Disk(agentId, projectId);
    this.#editor = editor;
    this.#projectId = projectId;
    this.#stored = stored;
    this.#refetch = refetch;
    this.#revision = revisionOf(untrack(stored));
    this.#saved = editor.flow;
    untrack(() => this.#recover());
    $effect(() => {
      const { flow } = editor;
      untrack(() => (flow === this.#saved ? this.#rest() : this.#changed()));
    });
    $effect(() => {
      editor.problems = stored().draft?.problems ?? [];
    });
    // Somebody else's work is taken over while there is none of one's own.
    $effect(() => {
      const now = stored();
      if (this.state === "saved" && revisionOf(now) !== this.#revision) untrack(() => this.#take(now));
    });
    $effect(() => this.#watch());
  }

  /** Places alone, which nobody chose: no reason for a draft. */
  settle(): void {
    const isClean = this.#editor.flow === this.#saved;
    const settled = this.#editor.settle();
    if (settled && isClean) this.#saved = settled;
  }

  get published(): FlowStateFragment["published"] {
    return this.#stored().published;
  }

  get theirs(): FlowStateFragment["draft"] {
    return this.#stored().draft;
  }

  /** What was not yet with the server when this browser was last here. */
  #recover(): void {
    const kept = this.#disk.read();
    if (!kept) return;
    if (isIdentical(kept.flow, this.#editor.flow) || Object.keys(kept.flow.nodes).length === 0)
      return this.#disk.clear();
    const isNews = kept.revision !== this.#revision;
    this.#revision = kept.revision;
    this.#editor.change(place(kept.flow));
    if (isNews) this.state = "conflict";
  }

  #watch(): () => void {
    const hidden = () => {
      if (document.visibilityState === "hidden") this.#leave();
      else if (this.state === "saved") void this.#refetch();
    };
    const online = () => void this.flush();
    addEventListener("pagehide", this.#leave);
    addEventListener("online", online);
    document.addEventListener("visibilitychange", hidden);
    return () => {
      removeEventListener("pagehide", this.#leave);
      removeEventListener("online", online);
      document.removeEventListener("visibilitychange", hidden);
      void this.flush();
    };
  }

  /** The page may not come back: what it has goes to the disk, and to the server if that takes it in one go. */
  #leave = () => {
    if (this.state === "saved") return;
    this.#keep();
    if (this.state === "changed" && !this.#running && JSON.stringify(this.#editor.flow).length < lastBytes)
      void this.flush(true);
  };

  #keep(): void {
    this.#disk.write({ revision: this.#revision, flow: this.#editor.flow });
  }

  /** Back at what the server has, by undo: there is nothing to send. */
  #rest(): void {
    if (this.state === "saved" || this.state === "conflict" || this.#running) return;
    this.#clock.stop();
    this.#disk.clear();
    this.state = "saved";
  }

  #changed(): void {
    this.#keep();
    if (this.state === "conflict") return;
    if (this.state === "saved") this.#clock.begin();
    else this.#clock.push();
    if (this.state !== "saving") this.state = "changed";
  }

  /** Sends what the server has not; answers when it has been taken, refused, or there was nothing. */
  async flush(keepalive = false): Promise<void> {
    this.#clock.stop();
    await this.#running;
    if (this.state === "conflict") return;
    if (this.#editor.flow === this.#saved) return this.#rest();
    this.#running = this.#save(keepalive).finally(() => {
      this.#running = null;
    });
    await this.#running;
  }

  async #save(keepalive: boolean): Promise<void> {
    const { flow } = this.#editor;
    this.state = "saving";
    const outcome = await mutate(
      SaveFlowDraftDocument,
      { projectId: this.#projectId, definition: { ...flow }, expectedRevision: this.#revision },
      { keepalive },
    );
    if (outcome.ok) return this.#arrived(flow, revisionOf(outcome.data.saveFlowDraft));
    const { problem } = outcome;
    this.problem = problem;
    if (problem.code === "CONFLICT") {
      await this.#refetch();
      // An answer that never came: what the server has is what was sent.
      if (isIdentical(flowOf(this.#stored()), flow)) return this.#arrived(flow, revisionOf(this.#stored()));
      this.state = "conflict";
    } else if (isPassing(problem)) {
      this.state = "waiting";
      this.#clock.failed();
    } else this.state = "refused";
  }

  #arrived(flow: FlowDefinition, revision: number): void {
    this.#clock.succeeded();
    this.problem = null;
    this.#revision = revision;
    this.#saved = flow;
    if (this.#editor.flow === flow) {
      this.#disk.clear();
      this.state = "saved";
    } else {
      this.state = "changed";
      this.#keep();
      this.#clock.begin();
    }
  }

  #take(stored: FlowStateFragment): void {
    this.#revision = revisionOf(stored);
    if (!isIdentical(flowOf(stored), this.#editor.flow)) this.#editor.change(place(flowOf(stored)));
    this.#saved = this.#editor.flow;
    this.#disk.clear();
    this.state = "saved";
  }

  /** Of two drafts, one's own goes on; the other is one step back. */
  keepMine(): void {
    const mine = this.#editor.flow;
    this.#revision = revisionOf(this.#stored());
    this.#editor.change(place(flowOf(this.#stored())));
    this.#editor.change({ ...mine });
    this.state = "changed";
    void this.flush();
  }

  /** Of two drafts, the other goes on; one's own is one step back. */
  takeTheirs(): void {
    this.#take(this.#stored());
    this.#editor.fits++;
  }

  /** Null: it is published. `over`: on top of whatever version somebody else has published meanwhile. */
  async publish(over: boolean): Promise<Problem | null> {
    await this.flush();
    if (this.state !== "saved") return this.problem;
    const { flow } = this.#editor;
    const expectedVersion = over ? null : (this.published?.version ?? 0);
    const outcome = await mutate(SaveFlowDocument, {
      projectId: this.#projectId,
      definition: { ...flow },
      expectedVersion,
    });
    if (outcome.ok) {
      this.#arrived(flow, 0);
      return null;
    }
    if (outcome.problem.code === "CONFLICT") await this.#refetch();
    return outcome.problem;
  }

  /** Null: the canvas shows the published flow again, and the draft is one step back. */
  async discard(): Promise<Problem | null> {
    this.#clock.stop();
    await this.#running;
    const outcome = await mutate(DiscardFlowDraftDocument, { projectId: this.#projectId });
    if (!outcome.ok) return outcome.problem;
    this.#take(outcome.data.discardFlowDraft);
    this.#editor.choose([]);
    this.#editor.fits++;
    return null;
  }
}

export const [useDraft, provideDraft] = createContext<Draft>();
