/** The way in: tries again while the server can't be reached, and says in the console why it may not enter. */
import { backoff } from "./backoff";
import { Refused, Unreachable } from "./errors";
import { projectStatus } from "./http";

const FINAL = ["NOT_FOUND", "FORBIDDEN", "BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED"];
const NOBODY = /^IDENTITY_/;

export class Gate {
  #projectId: string;
  #statusAddress: string;
  #asked = false;

  constructor(projectId: string, statusAddress: string) {
    this.#projectId = projectId;
    this.#statusAddress = statusAddress;
  }

  /** true once the work is done, false when the server said no for good. `waiting` is called before each pause. */
  async pass(work: () => Promise<void>, waiting: () => void): Promise<boolean> {
    for (let attempt = 0; ; attempt++) {
      try {
        await work();
        return true;
      } catch (error) {
        if (await this.#isFinal(error)) return false;
        waiting();
        const pause = (error instanceof Refused && error.retryAfterMs) || 500 + backoff(attempt + 1);
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  async #isFinal(error: unknown): Promise<boolean> {
    if (error instanceof Refused) {
      if (!FINAL.includes(error.code) && !NOBODY.test(error.code)) return false;
      console.error(`Atalaya: the chat of project ${this.#projectId} can't be opened: ${error.message}`);
      return true;
    }
    // A browser hides why a call to another origin failed; the status page answers every origin.
    if (!(error instanceof Unreachable) || this.#asked || !navigator.onLine) return false;
    const status = await projectStatus(this.#statusAddress);
    if (!status) return false;
    this.#asked = true;
    if (status.known && status.allowed) return false;
    console.error(
      status.known
        ? `Atalaya: the address ${location.origin} is not on this project's list of sites, so the chat stays closed. ` +
            `Add it at ${status.settings}`
        : `Atalaya: no project has the key ${this.#projectId}, so the chat stays closed`,
    );
    return true;
  }
}
