import { apiPaths } from "../api-paths.ts";
import { isPlainLocalhostOrigin } from "../own-origin.ts";
import { type Checks, type Finding, ok, unknown, wrong } from "./check.ts";
import { type Diagnosis, doctorScheme, parseDiagnosis } from "./diagnosis.ts";
import { type Site, type SiteAnswer } from "./site.ts";
import { parseJson, type SiteBlock } from "./site-checks.ts";

/** Addresses that no visitor of a public console has: they are a proxy's (RFC 1918, RFC 4193, RFC 6598, loopback). */
const privateAddress =
  /^(?:127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|::1$|::ffff:(?:127|10)\.|f[cd]|fe80:)/i;

/** Headers in which proxies put the client's address; a client must not be believed in any. */
const addressHeaders = [
  "X-Forwarded-For",
  "X-Real-IP",
  "CF-Connecting-IP",
  "True-Client-IP",
  "X-Client-IP",
  "Forwarded",
  "CloudFront-Viewer-Address",
];
/** From the range for documentation (RFC 5737): no client has it. */
const forgedAddress = "192.0.2.77";

type Details = NonNullable<Diagnosis["details"]>;

/** What the instances of a deployed function say of themselves. */
export type FunctionAnswers = {
  diagnoses: Diagnosis[];
  /** How many don't know the key that has made the token. */
  unrecognized: number;
  /** The answer to a question with forged headers. */
  forged: Diagnosis | null;
};

/** The checks for which the function has to be asked. */
export type FunctionCheckId =
  | "own-origin"
  | "client-addresses"
  | "keys-differ"
  | "same-build"
  | "environments"
  | "redirect-uri"
  | "allowed-origin"
  | "redis"
  | "mail";

/**
 * Asks the function as often as there are tokens, all at once, so that a load balancer spreads the questions over its instances. The
 * first asks for the registration too, the second with forged headers.
 */
export async function askFunction(site: Site, tokens: readonly string[]): Promise<FunctionAnswers> {
  const forgedHeaders = {
    ...Object.fromEntries(addressHeaders.map((name) => [name, forgedAddress])),
    Forwarded: `for=${forgedAddress}`,
    "CloudFront-Viewer-Address": `${forgedAddress}:443`,
  };
  const answers = await Promise.all(
    tokens.map(async (token, index) => {
      const path = index === 0 ? `${apiPaths.diagnosis}?registration=true` : apiPaths.diagnosis;
      const answer = await site.get(path, {
        Authorization: `${doctorScheme} ${token}`,
        ...(index === 1 && forgedHeaders),
      });
      return { isForged: index === 1, answer: readAnswer(answer) };
    }),
  );
  const own = answers.filter(({ isForged }) => !isForged).map(({ answer }) => answer);
  const forged = answers.find(({ isForged }) => isForged)?.answer ?? null;
  return {
    diagnoses: own.filter((answer) => answer !== null && answer !== "unrecognized"),
    unrecognized: own.filter((answer) => answer === "unrecognized").length,
    forged: forged === "unrecognized" ? null : forged,
  };
}

function readAnswer(answer: SiteAnswer | null): Diagnosis | "unrecognized" | null {
  if (answer === null) return null;
  return answer.status === 404 ? "unrecognized" : parseDiagnosis(parseJson(answer.text));
}

/** What follows from the answers of the function. */
export function judgeFunction(
  { diagnoses, unrecognized, forged }: FunctionAnswers,
  site: Site,
  block: SiteBlock,
): Record<FunctionCheckId, Finding> {
  const silent = unknown("noAnswer");
  const all = diagnoses.flatMap(({ details }) => details ?? []);
  const [first] = all;
  const registration = all.find((details) => details.registration !== null)?.registration ?? null;
  const redirectUris = registration?.redirectUris ?? null;
  // One on another origin is named as such.
  const redirectUri =
    block.kind === "read" && block.redirectUri.origin === site.origin ? block.redirectUri.href : null;
  return {
    "own-origin": judgeOrigin(),
    "client-addresses": judgeAddresses(),
    "keys-differ": judgeKeys(),
    "same-build": first === undefined ? silent : compareBuild(block, first),
    environments:
      registration === null
        ? silent
        : registration.credentials === "accepted"
          ? ok
          : wrong("environments", registration.credentials),
    "redirect-uri":
      redirectUris === null || redirectUri === null ? silent : judgeRedirectUri(redirectUris, redirectUri),
    "allowed-origin":
      registration?.allowedOrigins?.includes(`${site.origin}/`) === true &&
      !registration.allowedOrigins.includes(site.origin)
        ? wrong("allowed-origin", "slash", `${site.origin}/`)
        : silent,
    redis:
      first === undefined
        ? silent
        : all.some(({ store }) => store === null)
          ? wrong("redis", "unreachable", "The function can't reach it.")
          : ok,
    mail:
      first === undefined
        ? silent
        : all.some(({ mail }) => mail === "failing")
          ? wrong("mail", "failing")
          : ok,
  } satisfies Partial<Record<keyof Checks, Finding>>;

  function judgeOrigin(): Finding {
    const foreign = diagnoses.find(({ ownOrigin }) => ownOrigin !== site.origin);
    if (foreign !== undefined) return wrong("own-origin", "different", foreign.ownOrigin);
    return diagnoses.length > 0 ? ok : silent;
  }

  function judgeAddresses(): Finding {
    if (first === undefined) return silent;
    if (first.clientAddress === null) return wrong("client-addresses", "unknown");
    if (forged?.details?.clientAddress === forgedAddress)
      return wrong("client-addresses", "forged", addressHeaders.join(", "));
    const isProxys = !isPlainLocalhostOrigin(site.origin) && privateAddress.test(first.clientAddress);
    return isProxys ? wrong("client-addresses", "proxy", first.clientAddress) : ok;
  }

  function judgeKeys(): Finding {
    if (unrecognized > 0) return wrong("keys-differ", diagnoses.length > 0 ? "differ" : "unrecognized");
    if (all.length === 0) return silent;
    if (new Set(all.map(({ keys }) => JSON.stringify(keys))).size > 1) return wrong("keys-differ", "differ");
    const stores = new Set(all.flatMap(({ store }) => store ?? []));
    return stores.size > 1 ? wrong("keys-differ", "apart") : ok;
  }
}

function compareBuild(block: SiteBlock, { clientId, workosOrigins }: Details): Finding {
  if (block.kind !== "read") return unknown("noAnswer");
  if (block.block.workosClientId === null) return unknown("noClientId");
  if (block.block.workosClientId !== clientId) return wrong("same-build", "clientId");
  return workosOrigins.includes(block.workosOrigin) ? ok : wrong("same-build", "workosAddress");
}

/** Whether a redirect URI is among the registered ones; WorkOS allows a wildcard as a label of the host. */
export function judgeRedirectUri(registered: readonly string[], redirectUri: string): Finding {
  const isRegistered = registered.some((uri) => {
    if (!uri.includes("*")) return uri === redirectUri;
    const [start = "", end = "", ...others] = uri.split("*");
    if (others.length > 0 || !redirectUri.startsWith(start) || !redirectUri.endsWith(end)) return false;
    return /^[a-z0-9-]+$/.test(redirectUri.slice(start.length, redirectUri.length - end.length));
  });
  return isRegistered ? ok : wrong("redirect-uri", "unregistered", redirectUri);
}
