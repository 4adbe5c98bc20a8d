/** A map whose entries expire after their lifetime; beyond its size limit the oldest are dropped early. */
export type ExpiringMap<Value> = {
  get: (key: string) => Value | undefined;
  set: (key: string, value: Value, lifetimeMs: number) => void;
  delete: (key: string) => void;
};

/** @param options.maximumEntries bounds memory, whatever clients send */
export function createExpiringMap<Value>(options: {
  maximumEntries: number;
  now: () => number;
}): ExpiringMap<Value> {
  const entries = new Map<string, { value: Value; expiresAtMs: number }>();
  const dropOldest = createDropOldest(entries, options.maximumEntries);
  return {
    get: (key) => {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      if (entry.expiresAtMs > options.now()) return entry.value;
      entries.delete(key);
      return undefined;
    },
    set: (key, value, lifetimeMs) => {
      entries.delete(key);
      entries.set(key, { value, expiresAtMs: options.now() + lifetimeMs });
      dropOldest();
    },
    delete: (key) => {
      entries.delete(key);
    },
  };
}

/** Drops the oldest keys beyond the limit; called after each one that is set. */
export function createDropOldest(entries: Map<string, unknown>, maximumEntries: number): () => void {
  // Kept from one drop to the next: a new iterator first passes the places of all keys that were dropped before, of which V8's maps
  // keep tens of thousands, so that a flood of keys would slow every call down. Not for longer: it keeps outgrown tables in memory.
  let oldestFirst: MapIterator<string> | null = null;
  return () => {
    if (entries.size <= maximumEntries) oldestFirst = null;
    while (entries.size > maximumEntries) {
      oldestFirst ??= entries.keys();
      const oldest = oldestFirst.next();
      if (oldest.done === true) oldestFirst = null;
      else entries.delete(oldest.value);
    }
  };
}
