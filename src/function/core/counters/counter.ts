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
