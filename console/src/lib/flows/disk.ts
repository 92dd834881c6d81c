// The draft as this browser keeps it until the server has it: a reload, a crash or a dead network lose nothing.
import type { FlowDefinition } from "./definition.ts";

export interface Kept {
  /** The server's revision that it was made of. */
  revision: number;
  flow: FlowDefinition;
}

const keyOf = (agentId: string, projectId: string) => `atalaya.flow.${agentId}.${projectId}`;

export class Disk {
  readonly #key: string;

  constructor(agentId: string, projectId: string) {
    this.#key = keyOf(agentId, projectId);
  }

  read(): Kept | null {
    try {
      const kept = JSON.parse(localStorage.getItem(this.#key) ?? "null") as Partial<Kept> | null;
      return typeof kept?.revision === "number" && typeof kept.flow?.nodes === "object"
        ? (kept as Kept)
        : null;
    } catch {
      return null;
    }
  }

  write(kept: Kept): void {
    try {
      localStorage.setItem(this.#key, JSON.stringify(kept));
    } catch {
      // Without storage the draft lives in the page until the server has it.
    }
  }

  clear(): void {
    try {
      localStorage.removeItem(this.#key);
    } catch {
      // It was never there.
    }
  }
}
