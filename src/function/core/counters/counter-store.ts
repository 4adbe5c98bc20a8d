import { encodeBase64url } from "../../../contract/base64url.ts";

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

/** Texts by key, each for a limited time; callers seal what is secret. Calls fail like a `Counter`'s. */
export type Entries = {
  read: (key: string) => Promise<string | null>;
  /** Replaces what is there and begins a new lifetime. */
  write: (key: string, text: string) => Promise<void>;
  /** Writes only where there is nothing, atomically. Resolves to the text that is there afterwards. */
  writeOnce: (key: string, text: string) => Promise<string>;
  /** Returns and removes the text, atomically: only one of parallel callers gets it. */
  take: (key: string) => Promise<string | null>;
};

/** Texts that wait for their time; callers seal what is secret. Calls fail like a `Counter`'s. */
export type Queue = {
  /** Adds the text, or replaces the one with that id and its time. */
  add: (id: string, text: string, dueAtMs: number) => Promise<void>;
  /** At most `count` that are due, longest due first. Each is put off by `leaseMs`, atomically, so that no other caller gets it. */
  lease: (nowMs: number, leaseMs: number, count: number) => Promise<{ id: string; text: string }[]>;
  remove: (id: string) => Promise<void>;
};

/** Where counters, entries and queues are kept: the memory of one process, or a store shared by instances. */
export type CounterStore = {
  /** The counter with that name; the same name gives the same counts in every instance that shares the store. */
  createCounter: (options: CounterOptions) => Counter;
  createEntries: (options: EntryOptions) => Entries;
  createQueue: (options: QueueOptions) => Queue;
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

/** The name of entries, how long each is kept, and how many an in-memory store keeps. */
export type EntryOptions = {
  name: string;
  lifetimeMs: number;
  maximumKeys: number;
  /** Whether a shared store keeps them in the memory of this process while it is down, so that calls never reject. */
  keptInProcess?: "while_down";
};

/** A queue's name, how long after the last `add` its texts may be gone, and beyond how many any store drops the longest due. */
export type QueueOptions = { name: string; lifetimeMs: number; maximumEntries: number };

/**
 * Thrown when the counter store fails. Unlike other expected failures it is thrown, not returned, so that a call that forgets
 * to handle it fails closed: nothing is sent or compared uncounted (guessing while the store is down).
 */
export class CounterStoreError extends Error {
  override readonly name: string = "CounterStoreError";
}

/** A unique, unguessable id: 128 random bits in base64url. */
export function createRandomId(): string {
  return encodeBase64url(crypto.getRandomValues(new Uint8Array(16)));
}
