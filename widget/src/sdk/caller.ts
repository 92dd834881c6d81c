/** In whose name the server is asked. What comes back to another visitor, or to a chat that is gone, is nobody's. */
import type { TypedDocumentString } from "./generated";
import { type Send, httpClient } from "./http";
import { codeOf } from "./identity";

export class Caller {
  /** Who speaks now; empty: nobody yet. */
  token = "";
  /** The chat was taken off the page. */
  isGone = false;
  readonly send: Send;

  /** `unsigned`: the chat is for people whom the site has vouched for, and this one is none. */
  constructor(address: string, unsigned: () => void) {
    const send = httpClient(address);
    this.send = (document, variables, token = this.token) =>
      send(document, variables, token).catch((error: unknown) => {
        if (codeOf(error) === "IDENTITY_REQUIRED" && token === this.token) unsigned();
        throw error;
      });
  }

  /** null: another visitor has taken this one's place meanwhile, or the chat is gone. */
  async ask<Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
  ): Promise<Result | null> {
    const { token } = this;
    const answer = await this.send(document, variables, token);
    return token === this.token && !this.isGone ? answer : null;
  }
}
