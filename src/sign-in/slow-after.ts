/** Milliseconds after which a button says that its request is slow. */
export const slowAfterMs = 3_000;
