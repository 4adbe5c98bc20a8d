/** Resolves after a time. */
export type Wait = (delayMs: number) => Promise<void>;

/** Waits on the runtime's own timers. */
export const wait: Wait = async (delayMs) => {
  await new Promise<void>((resolve) => {
    setTimeout(resolve, delayMs);
  });
};
