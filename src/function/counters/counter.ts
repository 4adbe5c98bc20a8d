/** How often something was counted in the running window, and when the window ends. */
export type Count = { count: number; msLeft: number };

/**
 * Counts by key in windows of a fixed length that begin with a key's first increment. Increments are atomic: of parallel ones,
 * each gets a count of its own. A shared store takes this shape too; where it can't be reached it rejects within a second, so that
 * nobody waits for it.
 */
export type Counter = {
  increment: (key: string) => Promise<Count>;
  /** Takes one increment back, within its window alone. */
  giveBack: (key: string) => Promise<void>;
  read: (key: string) => Promise<Count>;
};
