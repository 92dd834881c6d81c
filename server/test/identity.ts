// A site's own server, for tests of signed identity: what it signs with, by nothing but node:crypto.
import { createHmac } from "node:crypto";
import type { Answer, HttpClient } from "./clients.js";

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

export function signToken(
  secret: string,
  claims: object,
  header: object = { alg: "HS256", typ: "JWT" },
): string {
  const input = `${part(header)}.${part(claims)}`;
  return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
}

export const CREATE_SECRET = "mutation($id: ID!) { createIdentitySecret(projectId: $id) { id secret } }";
export const END_SECRET = "mutation($id: ID!) { endIdentitySecret(id: $id) { id identityMode } }";
export const SET_MODE =
  "mutation($id: ID!, $mode: IdentityMode!) { setIdentityMode(projectId: $id, mode: $mode) { id identityMode } }";
export const SECRETS =
  "query($id: ID!) { identitySecrets(projectId: $id) { id fingerprint createdAt lastUsedAt createdBy { name } } }";
export const IDENTIFY =
  "mutation($token: String!) { identify(token: $token) { session { conversationId } } }";

/** What an admin does on the settings page, and what the site's server does with it. */
export class IdentityHouse {
  constructor(
    readonly agent: HttpClient,
    readonly projectId: string,
    /** The server's clock, in ms. */
    private readonly now: () => number = Date.now,
  ) {}

  async secret(): Promise<{ id: string; secret: string }> {
    return (await this.agent.ask(CREATE_SECRET, { id: this.projectId })).createIdentitySecret;
  }

  async mode(mode: "OFF" | "OPTIONAL" | "ENFORCED"): Promise<string> {
    return (await this.agent.ask(SET_MODE, { id: this.projectId, mode })).setIdentityMode.identityMode;
  }

  async end(id: string): Promise<string> {
    return (await this.agent.ask(END_SECRET, { id })).endIdentitySecret.identityMode;
  }

  /** A token of an hour. */
  token(secret: string, sub: string, more: object = {}): string {
    return signToken(secret, { sub, exp: Math.floor(this.now() / 1000) + 3_600, ...more });
  }

  /** The newest first. */
  async visitors(filter: object = {}): Promise<Answer[]> {
    const { visitors } = await this.agent.ask(
      `query($id: ID!, $filter: VisitorFilter) { visitors(projectId: $id, filter: $filter) { nodes {
         id number name email verified { externalId name email verifiedAt } conversation { id } } } }`,
      { id: this.projectId, filter },
    );
    return visitors.nodes;
  }
}
