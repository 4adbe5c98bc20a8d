import { type SessionStore } from "../session/session-store.ts";

/** True as soon as a session is active; false if the signal is aborted first. */
export function untilSignedIn(
  store: Pick<SessionStore, "getState" | "subscribe">,
  signal?: AbortSignal,
): Promise<boolean> {
  const isSignedIn = () => store.getState().kind === "active";
  if (isSignedIn()) return Promise.resolve(true);
  if (signal?.aborted === true) return Promise.resolve(false);
  return new Promise((resolve) => {
    const settle = (isDone: boolean) => {
      stop();
      signal?.removeEventListener("abort", giveUp);
      resolve(isDone);
    };
    const giveUp = () => settle(false);
    const stop = store.subscribe(() => {
      if (isSignedIn()) settle(true);
    });
    signal?.addEventListener("abort", giveUp);
  });
}
