import { apiPaths } from "../../contract/api-paths.ts";
import { type Finding, ok, unknown, wrong } from "../../contract/doctor/check.ts";
import { type Diagnosis, judgeClientAddress, parseDiagnosis } from "../../contract/doctor/diagnosis.ts";
import type { Site } from "../../contract/doctor/site.ts";
import { parseJson, type SiteBlock } from "../../contract/doctor/site-checks.ts";
import { isPlainLocalhostOrigin } from "../../contract/own-origin.ts";
import type { SealingKey } from "../../function/core/configuration/sealing-keys.ts";
import { createDoctorToken, doctorScheme, fingerprint } from "../../function/features/doctor/doctor-token.ts";

/** Requests at once, so that a load balancer spreads them over its instances. */
const questionCount = 8;
/** Headers in which proxies put the client's address; a client must not be believed in any. */
const addressHeaders = [
  "X-Forwarded-For",
  "X-Real-IP",
  "CF-Connecting-IP",
  "True-Client-IP",
  "X-Client-IP",
  "Forwarded",
];
/** From the range for documentation (RFC 5737): nobody has it. */
const forgedAddress = "192.0.2.77";

/** What the instances of a deployed function say of themselves, and how many of them don't recognize the keys. */
export type FunctionAnswers = {
  diagnoses: Diagnosis[];
  unrecognized: number;
  /** The answer to a question with forged headers. */
  forged: Diagnosis | null;
};

/**
 * Asks the deployed function for its diagnosis; null where nothing answers as the function does.
 * @param keys of this machine; the newest one proves that we have them
 */
export async function askFunction(
  { site, now, fetch }: { site: Site; now: () => number; fetch: typeof globalThis.fetch },
  [newest]: readonly [SealingKey, ...SealingKey[]],
): Promise<FunctionAnswers | null> {
  const health = await site.open(apiPaths.health);
  if (health === null) return null;
  // By the server's clock, so that clocks that differ are said by their own check.
  const serverMs = Date.parse(health.headers.get("Date") ?? "");
  const issuedAtMs = Number.isNaN(serverMs) ? now() : serverMs;
  const ask = async (headers: Record<string, string> = {}): Promise<Diagnosis | "unrecognized" | null> => {
    const token = await createDoctorToken(newest, site.origin, issuedAtMs);
    try {
      const response = await fetch(`${site.origin}${site.base}${apiPaths.diagnosis}`, {
        headers: { ...headers, Authorization: `${doctorScheme} ${token}` },
        redirect: "manual",
        signal: AbortSignal.timeout(8_000),
      });
      if (response.status === 404) return "unrecognized";
      return parseDiagnosis(parseJson(await response.text()));
    } catch {
      return null;
    }
  };
  const forgedHeaders = Object.fromEntries(
    addressHeaders.map((name) => [name, name === "Forwarded" ? `for=${forgedAddress}` : forgedAddress]),
  );
  const [forged, ...answers] = await Promise.all([
    ask(forgedHeaders),
    ...Array.from({ length: questionCount }, async () => await ask()),
  ]);
  const diagnoses = answers.filter((answer) => answer !== null && answer !== "unrecognized");
  return {
    diagnoses,
    unrecognized: answers.filter((answer) => answer === "unrecognized").length,
    forged: forged === "unrecognized" ? null : forged,
  };
}

/** The findings in the function's own words. */
export async function judgeFunction(
  answers: FunctionAnswers,
  {
    site,
    block,
    keys,
    apiKey,
  }: {
    site: Site;
    block: SiteBlock;
    keys: readonly [SealingKey, ...SealingKey[]];
    apiKey: string | null;
  },
): Promise<
  Record<"own-origin" | "client-addresses" | "keys-differ" | "same-build" | "environments" | "redis", Finding>
> {
  const { diagnoses, unrecognized, forged } = answers;
  const silent = unknown("noAnswer");
  const foreign = diagnoses.find(({ ownOrigin }) => ownOrigin !== site.origin);
  const details = diagnoses.flatMap((diagnosis) => diagnosis.details ?? []);
  const [first] = details;
  return {
    "own-origin":
      foreign !== undefined
        ? wrong("own-origin", "different", foreign.ownOrigin)
        : diagnoses.length > 0
          ? ok
          : silent,
    "client-addresses":
      first === undefined
        ? silent
        : forged?.details?.clientAddress === forgedAddress
          ? wrong("client-addresses", "forged", addressHeaders.join(", "))
          : judgeClientAddress(first.clientAddress, isPlainLocalhostOrigin(site.origin)),
    "keys-differ": judgeKeys(answers, details),
    "same-build": first === undefined ? silent : compareBuild(block, first),
    environments:
      first === undefined || apiKey === null || first.keys[0]?.id !== keys[0].id
        ? silent
        : first.apiKey === (await fingerprint(keys[0], "api-key", apiKey))
          ? ok
          : unknown("noApiKey"),
    redis:
      first === undefined
        ? silent
        : details.some(({ store }) => store === null)
          ? wrong("redis", "unreachable", "The function can't reach it.")
          : ok,
  };

  function judgeKeys({ diagnoses }: FunctionAnswers, all: typeof details): Finding {
    if (unrecognized > 0) return wrong("keys-differ", diagnoses.length > 0 ? "differ" : "unrecognized");
    if (all.length === 0) return silent;
    if (new Set(all.map(({ keys }) => JSON.stringify(keys))).size > 1) return wrong("keys-differ", "differ");
    const stores = new Set(all.flatMap(({ store }) => store ?? []));
    return stores.size > 1 ? wrong("keys-differ", "apart") : ok;
  }
}

function compareBuild(block: SiteBlock, details: NonNullable<Diagnosis["details"]>): Finding {
  if (block.kind !== "read") return unknown("noAnswer");
  if (block.block.workosClientId === null) return unknown("noClientId");
  if (block.block.workosClientId !== details.clientId) return wrong("same-build", "clientId");
  return details.workosOrigins.includes(block.workosOrigin) ? ok : wrong("same-build", "workosAddress");
}
