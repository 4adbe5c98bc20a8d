import * as v from "valibot";

import type { TimedAuthEvent } from "../../src/function/core/logging/auth-event.ts";

/** A request to a process to confirm once it has reported everything that happened. */
export type ToProcess = { kind: "flush" };

/** What a process reports to the attack. */
export type FromProcess =
  | { kind: "ready"; port: number }
  | { kind: "mailed"; to: string; oneTimeCode: string }
  | { kind: "event"; event: TimedAuthEvent }
  | { kind: "flushed" };

const eventSchema = v.custom<TimedAuthEvent>(
  (value) => typeof value === "object" && value !== null && "event" in value && "atMs" in value,
);

const schema = v.variant("kind", [
  v.object({ kind: v.literal("ready"), port: v.number() }),
  v.object({ kind: v.literal("mailed"), to: v.string(), oneTimeCode: v.string() }),
  v.object({ kind: v.literal("event"), event: eventSchema }),
  v.object({ kind: v.literal("flushed") }),
]);

/** @throws ValiError for a message that our processes don't send */
export function parseFromProcess(message: unknown): FromProcess {
  return v.parse(schema, message);
}
