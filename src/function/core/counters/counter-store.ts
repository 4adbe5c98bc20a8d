import { base64url } from "jose";

/** The count in the current window and the time until the window ends; zeros when there is no window. */
export type Count = { count: number; msLeft: number };

/**
 * Counts by key in fixed-length windows that begin with a key's first increment. Each call is atomic: parallel increments
 * each get a different count. When the store can't be reached, calls reject with a
 * `CounterStoreError` within a second, so that no request hangs; only `giveBack` never rejects.
 */
export type Counter = {
  increment: (key: string) => Promise<Count>;
  /** Takes back one increment, only within its window and never below zero. */
  giveBack: (key: string) => Promise<void>;
  /** Sets the key's count (a non-negative integer) and begins a new window. */
  put: (key: string, count: number) => Promise<void>;
  /** Raises the key's count to at least this one, in its window, and returns what it was; a key without a window gets none. */
  raise: (key: string, count: number) => Promise<Count>;
  read: (key: string) => Promise<Count>;
};

/** Where counters are kept: the memory of one process, or a Redis shared by instances. */
export type CounterStore = {
  /** The counter with that name; the same name gives the same counts in every instance that shares the store. */
  createCounter: (options: CounterOptions) => Counter;
  /**
   * The store id: 128 random bits (base64url), created with the store and lost with its counts. Sealed values carry it and are
   * refused under any other id: otherwise a restart, a flush or a second store would reset the counts of a live challenge
   * (guessing beyond the limit). It is read on every call, so that a flush takes effect at once.
   */
  readStoreId: () => Promise<string>;
};

/** A counter's name, its window length, and how many of its keys an in-memory store keeps. */
export type CounterOptions = {
  name: string;
  /** Whole seconds, in milliseconds. */
  windowMs: number;
  maximumKeys: number;
  /**
   * When a shared store counts it in the memory of this process: `while_down` for limits on load, so that a flood of requests,
   * each waiting for the store, is still limited; `always` for a call that must not wait for the store.
   */
  countedInProcess?: "while_down" | "always";
};

/**
 * Thrown when the counter store fails. Unlike other expected failures it is thrown, not returned, so that a call that forgets
 * to handle it fails closed: nothing is sent or compared uncounted (guessing while the store is down).
 */
export class CounterStoreError extends Error {
  override readonly name: string = "CounterStoreError";
}

/** A unique, unguessable id: 128 random bits in base64url. */
export function createRandomId(): string {
  return base64url.encode(crypto.getRandomValues(new Uint8Array(16)));
}
