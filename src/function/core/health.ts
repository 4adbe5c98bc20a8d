import * as v from "valibot";

import { limitTable } from "./counters/limit-table.ts";
import { apiPaths } from "../../contract/api-paths.ts";
import { type Health, healthSchema } from "../../contract/session.ts";
import { findUsedUpWindow } from "./counters/limits.ts";
import type { Call, CallDescription } from "./feature/call.ts";
import type { Core } from "./feature/core.ts";
import type { Feature, StartedFeature } from "./feature/feature.ts";

/** The core, and the features whose health stands beside its own; null where the function isn't configured. */
export type HealthSources = { core: Core; features: readonly StartedFeature[] } | null;

/**
 * What works right now. Always 200: an instance that answers is alive, and taking it out of service would mend nothing at WorkOS.
 * Without configuration the status is "ok": a console may well do without e-mail codes.
 *
 * It asks nothing of WorkOS, whose state is remembered from the last calls, and reads the counters' store once: it answers within the
 * second that a store may take.
 */
export const health: Call<HealthSources> = {
  name: "health",
  method: "GET",
  path: apiPaths.health,
  access: null,
  summary: "What works right now.",
  request: null,
  successes: [{ status: 200, description: "Always, as long as the function answers.", schema: healthSchema }],
  handle: (sources) => async (context) => context.json(await readHealth(sources)),
};

/** The call with the members that features add to its answer. */
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
