import { base64url } from "jose";

import type { Counter } from "./counter.ts";

/** What counters live in: the memory of a process, or a Redis that instances share. */
export type CounterStore = {
  /** The counter of a name. The same name gives the same counts, in every instance that shares the store. */
  createCounter: (options: CounterOptions) => Counter;
  /**
   * The store's incarnation: a random id of 128 bits (base64url) that is made with the store and gone with its counts.
   * What is sealed carries it, and with another id it is refused: a restart, a flush or a second store would otherwise reset the
   * counts under a live challenge (guesses beyond the limit). It is read anew at each call, so that a flush shows at once.
   */
  readIncarnation: () => Promise<string>;
};

/** A counter's name, the length of its windows, and how many keys a store in memory keeps of it. */
export type CounterOptions = {
  name: string;
  /** Whole seconds, in milliseconds. */
  windowMs: number;
  maximumKeys: number;
};

/** An id that no store has had before. */
export function buildIncarnation(): string {
  return base64url.encode(crypto.getRandomValues(new Uint8Array(16)));
}
