// One DataLoader a request and a kind of row: what a page of fields asks for one by one is read in one statement.
import DataLoader from "dataloader";

export type LoaderFactory<K, V> = () => DataLoader<K, V>;

/** What was read for one answer, or for one reading of the change log: each row once. */
export class LoaderScope {
  private readonly loaders = new Map<LoaderFactory<never, unknown>, DataLoader<never, unknown>>();

  private readonly made = new WeakMap<object, Map<string, Promise<unknown>>>();

  /** What is made of `value` under `key`, made once. */
  remember<T>(value: object, key: string, make: () => Promise<T>): Promise<T> {
    const all = this.made.get(value) ?? new Map<string, Promise<unknown>>();
    this.made.set(value, all);
    const known = all.get(key) as Promise<T> | undefined;
    if (known) return known;
    const fresh = make();
    all.set(key, fresh);
    return fresh;
  }

  of<K, V>(factory: LoaderFactory<K, V>): DataLoader<K, V> {
    const known = this.loaders.get(factory as never) as DataLoader<K, V> | undefined;
    if (known) return known;
    const fresh = factory();
    this.loaders.set(factory as never, fresh as never);
    return fresh;
  }
}

/** Batches reads by key. `read` may answer in any order; absent keys become null. */
export function byKey<V>(
  read: (keys: readonly string[]) => Promise<V[]>,
  keyOf: (row: V) => string,
): LoaderFactory<string, V | null> {
  return () =>
    new DataLoader<string, V | null>(async (keys) => {
      const rows = new Map((await read(keys)).map((row) => [keyOf(row), row]));
      return keys.map((key) => rows.get(key) ?? null);
    });
}

/** Batches reads of many rows a key, each list in the order that `read` gave. */
export function listsByKey<V>(
  read: (keys: readonly string[]) => Promise<V[]>,
  keyOf: (row: V) => string,
): LoaderFactory<string, V[]> {
  return () =>
    new DataLoader<string, V[]>(async (keys) => {
      const lists = new Map<string, V[]>(keys.map((key) => [key, []]));
      for (const row of await read(keys)) lists.get(keyOf(row))?.push(row);
      return keys.map((key) => lists.get(key) ?? []);
    });
}
