import { type SessionStore } from "./session-store.ts";

let running: SessionStore | null = null;

/** Makes a store the one that code outside React finds; called once, when the app starts. */
export function setRunningSession(store: SessionStore | null): void {
  running = store;
}

/**
 * The session of this page, for code outside React.
 * @throws Error before the app has started
 */
export function getRunningSession(): SessionStore {
  if (running === null) throw new Error("The app hasn't started: there is no session to ask");
  return running;
}
