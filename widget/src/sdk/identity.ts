/** The site's word on who is signed in: a token, or a function that asks the site for a fresh one when it is needed. */
import { Refused } from "./errors";
import { report } from "./guard";
import type { Identity } from "./options";

export const codeOf = (error: unknown): string => (error instanceof Refused ? error.code : "");

export class SiteIdentity {
  #given: Identity | undefined;

  constructor(given: Identity | undefined) {
    this.#given = given;
  }

  get isGiven(): boolean {
    return !!this.#given;
  }

  /** false when the page only repeats itself. */
  give(identity: Identity | undefined): boolean {
    const isNews = identity !== this.#given;
    this.#given = identity;
    return isNews;
  }

  /**
   * Calls with the token. Where nobody is known to have signed in, one that the server refuses is a matter of the site's
   * developer, and the visitor goes on without it.
   */
  async with<T>(call: (identity?: string) => Promise<T>, isSigned: () => boolean): Promise<T> {
    const identity = await this.#token();
    try {
      return await call(identity);
    } catch (error) {
      if (!identity || !/^IDENTITY_(INVALID|EXPIRED)$/.test(codeOf(error)) || isSigned()) throw error;
      report(error);
      return call();
    }
  }

  async #token(): Promise<string | undefined> {
    try {
      const given = typeof this.#given === "function" ? await this.#given() : this.#given;
      return given ? String(given) : undefined;
    } catch (error) {
      report(error);
      throw error;
    }
  }
}
