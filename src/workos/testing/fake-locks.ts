type Task<Value> = () => Promise<Value> | Value;

/** Web Locks without the browser: one after the other for each name, in the order in which they asked. */
export function createFakeLocks() {
  const queues = new Map<string, Promise<unknown>>();
  return {
    request<Value>(name: string, ...rest: [Task<Value>] | [unknown, Task<Value>]): Promise<Value> {
      const task = rest.length === 1 ? rest[0] : rest[1];
      const held = (queues.get(name) ?? Promise.resolve()).then(() => task());
      queues.set(
        name,
        held.catch(() => undefined),
      );
      return held;
    },
  };
}
