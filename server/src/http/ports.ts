// What the transports need to know of the rooms, handed in by app.ts: the walls know no room.
import type { Caller } from "../graphql/context.js";

export interface Authenticator {
  /** Who carries this session cookie or API token; "nobody" for neither, or for one that is no longer good. */
  caller(credentials: { cookie: string | null; bearer: string | null }): Promise<Caller>;
  isAlive(caller: Caller): Promise<boolean>;
}

export interface WidgetGate {
  /** The project of a public key; null when there is none. */
  project(key: string): Promise<{ id: string; allowedOrigins: string[] } | null>;
}
