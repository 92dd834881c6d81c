/**
 * The browser's storage, made unable to throw. Where it is blocked or full, values live in memory for
 * as long as the page does.
 */
import { attempt } from "./guard";

export interface SafeStorage {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
  keys(prefix: string): string[];
}

type Backing = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

export function safeStorage(open: () => Backing | null | undefined): SafeStorage {
  const memory = new Map<string, string>();
  const disk = attempt(open) ?? null;
  return {
    // Memory first: it only holds what the disk refused.
    get: (key) => memory.get(key) ?? attempt(() => disk?.getItem(key)) ?? null,
    set(key, value) {
      memory.delete(key);
      const stored = attempt(() => {
        disk?.setItem(key, value);
        return disk !== null;
      });
      if (!stored) memory.set(key, value);
    },
    remove(key) {
      memory.delete(key);
      attempt(() => disk?.removeItem(key));
    },
    keys(prefix) {
      const found = new Set([...memory.keys()].filter((key) => key.startsWith(prefix)));
      attempt(() => {
        for (let index = 0; disk && index < disk.length; index++) {
          const key = disk.key(index);
          if (key?.startsWith(prefix)) found.add(key);
        }
      });
      return [...found];
    },
  };
}

/** One look at the disk, for who has no room for more. */
export const peek = (key: string): string | null | undefined => attempt(() => localStorage.getItem(key));

/** Reads JSON that another version, another tab or a curious person may have written. */
export function readJson<T>(
  storage: SafeStorage,
  key: string,
  accept: (value: unknown) => value is T,
): T | null {
  const value = attempt(() => JSON.parse(storage.get(key) ?? "null") as unknown);
  return accept(value) ? value : null;
}
