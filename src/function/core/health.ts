import * as v from "valibot";

import { limitTable } from "./counters/limit-table.ts";
import { apiPaths } from "../../contract/api-paths.ts";
import { type Health, healthSchema } from "../../contract/session.ts";
import { findUsedUpWindow } from "./counters/limits.ts";
import type { Call, CallDescription } from "./feature/call.ts";
import type { Core } from "./feature/core.ts";
import type { Feature, StartedFeature } from "./feature/feature.ts";

/** The core and the features that add to its health; null when the function isn't configured. */
export type HealthSources = { core: Core; features: readonly StartedFeature[] } | null;

/**
 * What works right now. Always 200, below its limit: an instance that answers is alive, and restarting it wouldn't fix WorkOS.
 * Without configuration the status is "ok", because a console may run without e-mail codes.
 *
 * It makes no request to WorkOS, whose state is known from earlier calls, and reads the counter store once, so it answers
 * within a second.
 */
export const health: Call<HealthSources> = {
  name: "health",
  method: "GET",
  path: apiPaths.health,
  access: null,
  clientLimit: limitTable.healthPerClient,
  summary: "What works right now.",
  request: null,
  successes: [{ status: 200, description: "Always, while the function runs.", schema: healthSchema }],
  handle: (sources) => async (context) => context.json(await readHealth(sources)),
};

/** The health call, including the members that features add to its answer. */
export function describeHealth(features: readonly Feature[]): CallDescription {
  const added = features.flatMap(({ healthSchemas }) =>
    Object.entries(healthSchemas).map(([name, schema]) => [name, v.optional(schema)] as const),
  );
  const schema = v.object({ ...healthSchema.entries, ...Object.fromEntries(added) });
  return { ...health, successes: [{ ...health.successes[0], schema }] };
}

async function readHealth(sources: HealthSources): Promise<Health> {
  if (sources === null) return { status: "ok", emailCode: "not_configured" };
  const { core } = sources;
  const canCount = await findUsedUpWindow(core.limit(limitTable.attemptsPerChallenge), "health").then(
    () => true,
    () => false,
  );
  const isMailing = core.issuers.find(({ mailing }) => mailing !== null)?.mailing?.isFailing() === false;
  const ofFeatures = Object.fromEntries(
    sources.features.flatMap((feature) => Object.entries(feature.readHealth(canCount))),
  );
  return isMailing && canCount
    ? { status: "ok", emailCode: "available", ...ofFeatures }
    : { status: "degraded", emailCode: "unavailable", ...ofFeatures };
}
