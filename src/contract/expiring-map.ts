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
      for (const oldest of entries.keys()) {
        if (entries.size <= options.maximumEntries) break;
        entries.delete(oldest);
      }
    },
    delete: (key) => {
      entries.delete(key);
    },
  };
}
