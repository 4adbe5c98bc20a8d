/** Random choices that the same seed repeats; a test that fails on one prints the seed. */
export type SeededRandom = {
  seed: number;
  /** A whole number from 0 up to, and without, the bound. */
  below: (bound: number) => number;
  /** One of the texts; the empty one where there is none. */
  pick: (texts: readonly string[]) => string;
};

/** @param seed without it, one that differs from run to run */
export function createSeededRandom(seed: number = Math.floor(Math.random() * 2 ** 32)): SeededRandom {
  // xorshift32 stands still at zero.
  let bits = seed | 0 || 1;
  const below = (bound: number): number => {
    bits ^= bits << 13;
    bits ^= bits >>> 17;
    bits ^= bits << 5;
    return (bits >>> 0) % bound;
  };
  return { seed, below, pick: (texts) => texts[below(texts.length)] ?? "" };
}
