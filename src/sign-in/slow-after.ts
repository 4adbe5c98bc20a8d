/** Milliseconds after which a wait gets a word of its own. */
export const slowAfterMs = 3_000;
