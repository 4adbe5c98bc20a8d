type Task = () => Promise<unknown>;

/** Web Locks that another tab can hold, with the ten seconds after which the SDK gives up, on the test's clock. */
export function createHeldLocks() {
  let tail: Promise<unknown> = Promise.resolve();
  return {
    /** Takes the lock as another tab does; returns the way to release it. */
    hold(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>();
      tail = tail.then(() => promise);
      return resolve;
    },
    request(_name: string, _options: unknown, task: Task): Promise<unknown> {
      const own = Promise.withResolvers<unknown>();
      let isOver = false;
      const timer = setTimeout(() => {
        isOver = true;
        own.reject(new DOMException("signal timed out", "TimeoutError"));
      }, 10_000);
      const before = tail;
      const run = async () => {
        await before;
        if (isOver) return;
        clearTimeout(timer);
        await task().then(own.resolve, own.reject);
      };
      tail = run();
      return own.promise;
    },
  };
}
