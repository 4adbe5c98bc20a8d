import { apiPaths } from "../../contract/api-paths.ts";
import type { Site } from "../../contract/doctor/site.ts";
import type { SealingKey } from "../../function/core/configuration/sealing-keys.ts";
import { createDoctorToken } from "../../function/features/doctor/doctor-token.ts";

/** Enough that a load balancer gives some of the questions to each of a few instances. */
const tokenCount = 9;

/** Tokens for as many questions to the console at that address; they expire after a minute. */
export async function createTokens(site: Site, key: SealingKey, now: () => number): Promise<string[]> {
  const health = await site.open(apiPaths.health);
  // By the server's clock, so that clocks that differ are named by their own check.
  const serverMs = Date.parse(health?.headers.get("Date") ?? "");
  const atMs = Number.isNaN(serverMs) ? now() : serverMs;
  return await Promise.all(
    Array.from({ length: tokenCount }, async () => await createDoctorToken(key, site.origin, atMs)),
  );
}
