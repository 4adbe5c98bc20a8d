import * as v from "valibot";

import type { TimedAuthEvent } from "../../src/function/core/logging/auth-event.ts";

/** What the attack asks a process: to answer once it has told everything that happened. */
export type ToProcess = { kind: "tell" };

/** What a process tells the attack. */
export type FromProcess =
  | { kind: "ready"; port: number }
  | { kind: "mailed"; to: string; oneTimeCode: string }
  | { kind: "event"; event: TimedAuthEvent }
  | { kind: "told" };

const eventSchema = v.custom<TimedAuthEvent>(
  (value) => typeof value === "object" && value !== null && "event" in value && "atMs" in value,
);

const schema = v.variant("kind", [
  v.object({ kind: v.literal("ready"), port: v.number() }),
  v.object({ kind: v.literal("mailed"), to: v.string(), oneTimeCode: v.string() }),
  v.object({ kind: v.literal("event"), event: eventSchema }),
  v.object({ kind: v.literal("told") }),
]);

/** @throws ValiError for what no process of ours sends */
export function parseFromProcess(message: unknown): FromProcess {
  return v.parse(schema, message);
}
