import { base64url } from "jose";

/** How often something was counted in the running window, and when the window ends; zeros where none runs. */
export type Count = { count: number; msLeft: number };

/**
 * Counts by key in windows of a fixed length that begin with a key's first increment. Each call is atomic: of parallel increments,
 * each gets a count of its own. A store that can't be reached rejects within a second, so that nobody waits for it.
 */
export type Counter = {
  increment: (key: string) => Promise<Count>;
  /** Takes one increment back, within its window alone and never below zero. */
  giveBack: (key: string) => Promise<void>;
  /** Sets the key's count, a whole number from zero up, and begins a new window with it. */
  put: (key: string, count: number) => Promise<void>;
  read: (key: string) => Promise<Count>;
};

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

/** 128 random bits in base64url: an id that nothing has had before, and that can't be guessed. */
export function createRandomId(): string {
  return base64url.encode(crypto.getRandomValues(new Uint8Array(16)));
}
