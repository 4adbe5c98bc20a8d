/**
 * Thrown where the store of the counters can't be asked. It is no value, against the house's habit, so that a call which forgets
 * it fails closed: nothing is sent and nothing is compared uncounted (guessing while the store is down).
 */
export class CounterStoreError extends Error {
  constructor(cause: unknown) {
    super("The store of the counters can't be asked", { cause });
    this.name = "CounterStoreError";
  }
}
