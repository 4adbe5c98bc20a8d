import * as v from "valibot";

const healthSchema = v.object({ magicLink: v.picklist(["available", "unavailable"]) });

/** Whether Magic Link works, by the function's health answer; `off` unless the deployment has switched it on. */
export function readMagicLinkAvailability(health: unknown): "available" | "unavailable" | "off" {
  const result = v.safeParse(healthSchema, health);
  return result.success ? result.output.magicLink : "off";
}
