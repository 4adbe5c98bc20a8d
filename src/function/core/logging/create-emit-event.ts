import type { EmitEvent, TimedAuthEvent } from "./auth-event.ts";

/**
 * Events to the team's hook, one after the other as they happen, outside of any answer. A hook that throws or rejects
 * loses its event and nothing else.
 */
export function createEmitEvent(
  onEvent: ((event: TimedAuthEvent) => void | Promise<void>) | undefined,
  runInBackground: (task: Promise<unknown>) => void,
  now: () => number,
): EmitEvent {
  if (onEvent === undefined) return () => undefined;
  return (event) => {
    const timed = { ...event, atMs: now() };
    runInBackground(Promise.resolve().then(() => onEvent(timed)));
  };
}
