/**
 * Who this browser is to one project: a token shared by its tabs, and whether the server knows it yet.
 * A visitor exists only from the first opening, so a token alone means nothing has been sent.
 */
import { newToken } from "./random";
import { type SafeStorage, readJson } from "./storage";

interface VisitorIdentity {
  token: string;
  opened: boolean;
  /** The site has said who it is. */
  signed?: boolean;
}

export const storageKey = (projectId: string, name: string): string => `atalaya:${projectId}:${name}`;

export interface VisitorStore {
  read(): VisitorIdentity | null;
  /** The stored identity, or a new one that is stored at once. */
  ensure(): VisitorIdentity;
  markOpened(token: string, signed?: boolean): void;
  forget(): void;
  readonly key: string;
}

export function visitorStore(storage: SafeStorage, projectId: string): VisitorStore {
  const key = storageKey(projectId, "visitor");
  const write = (identity: VisitorIdentity) => storage.set(key, JSON.stringify(identity));
  const read = () => readJson(storage, key, isIdentity);
  return {
    key,
    read,
    ensure() {
      const known = read();
      if (known) return known;
      const made = { token: newToken(), opened: false };
      write(made);
      return made;
    },
    markOpened(token, signed) {
      const known = read();
      write({ token, opened: true, signed: signed || (known?.token === token && known.signed) || undefined });
    },
    forget: () => storage.remove(key),
  };
}

function isIdentity(value: unknown): value is VisitorIdentity {
  const identity = value as VisitorIdentity | null;
  return (
    typeof identity === "object" &&
    typeof identity?.token === "string" &&
    /^[\w-]{43}$/.test(identity.token) &&
    typeof identity.opened === "boolean"
  );
}
