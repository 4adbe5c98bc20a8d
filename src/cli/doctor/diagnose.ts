import { apiPaths } from "../../contract/api-paths.ts";
import {
  type Checks,
  type CheckResult,
  type Finding,
  ok,
  runChecks,
  unknown,
  wrong,
} from "../../contract/doctor/check.ts";
import { askFunction, type FunctionCheckId, judgeFunction } from "../../contract/doctor/function-checks.ts";
import { openSite } from "../../contract/doctor/site.ts";
import {
  callbackPath,
  createSiteChecks,
  parseJson,
  readSiteBlock,
  type SiteBlock,
} from "../../contract/doctor/site-checks.ts";
import { defaultWorkosApiUrl } from "../../contract/public-config-block.ts";
import { parseHealth } from "../../contract/session.ts";
import { describeForeignWorkos } from "../../contract/same-site.ts";
import { isLoopback } from "../../contract/variables.ts";
import { parseSealingKeys, type SealingKey } from "../../function/core/configuration/sealing-keys.ts";
import { combine } from "./combine.ts";
import { createTokens } from "./create-tokens.ts";
import { featureChecks } from "./feature-checks.ts";
import { followOnOrigin } from "./follow-on-origin.ts";
import type { Machine } from "./machine.ts";
import {
  createVariableChecks,
  readBasePath,
  readBuiltBlock,
  readOwnOrigins,
  readSafely,
} from "./variable-checks.ts";
import { createWorkosChecks } from "./workos-checks.ts";

/**
 * Everything that can be found out from this machine about its own variables and build and, with an address, about the console there.
 * Changes nothing anywhere.
 */
export async function diagnose(
  machine: Machine,
  address: URL | null,
  onResult?: (result: CheckResult) => void,
): Promise<CheckResult[]> {
  const { variables, fetch, now, randomName } = machine;
  const site =
    address === null
      ? null
      : openSite(address, followOnOrigin(fetch), { Origin: address.origin, "Sec-Fetch-Site": "same-origin" });
  const ofVariables = createVariableChecks(machine, address);
  const ofSite = site === null ? null : createSiteChecks({ site, now, randomName });
  const onSite = (id: keyof NonNullable<typeof ofSite>) =>
    ofSite?.[id]() ?? Promise.resolve(unknown("noAddress"));

  const siteBlock: SiteBlock =
    site === null ? { kind: "none", why: "no address" } : await readSiteBlock(site);
  const block =
    siteBlock.kind === "read" ? siteBlock.block : site === null ? readBuiltBlock(machine.build) : null;
  const ownOrigin = address?.origin ?? readOwnOrigins(variables)?.main ?? null;
  const apiKey = readSafely(variables, "WORKOS_API_KEY");
  const browserOrigin = toOrigin(
    block?.workosApiUrl ?? readSafely(variables, "VITE_WORKOS_API_URL") ?? defaultWorkosApiUrl,
    ownOrigin,
  );
  const redirectUri =
    block?.workosRedirectUri ??
    readSafely(variables, "VITE_WORKOS_REDIRECT_URI") ??
    (site?.base ?? readBasePath(variables)) + callbackPath;
  const ofWorkos = createWorkosChecks({
    fetch,
    ownOrigin,
    clientId:
      block?.workosClientId ??
      readSafely(variables, "WORKOS_CLIENT_ID") ??
      readSafely(variables, "VITE_WORKOS_CLIENT_ID"),
    apiKey,
    browserOrigin: browserOrigin ?? defaultWorkosApiUrl,
    functionOrigin: toOrigin(readSafely(variables, "WORKOS_API_URL")) ?? browserOrigin ?? defaultWorkosApiUrl,
    redirectUri: toUrl(redirectUri, ownOrigin),
  });

  const keys = readKeys(machine);
  const findings =
    site === null || keys === null
      ? null
      : createTokens(site, keys[0], now)
          .then(async (tokens) => await askFunction(site, tokens))
          .then((answers) => judgeFunction(answers, site, siteBlock));
  const ofFunction = async (id: FunctionCheckId): Promise<Finding> => {
    if (site === null) return unknown("noAddress");
    return findings === null ? unknown("noKeys") : (await findings)[id];
  };

  const checks: Checks = {
    configured: async () => combine(await (site === null ? ofVariables.configured() : onSite("configured"))),
    // Of the function's own key first: this machine's may be another environment's.
    "redirect-uri": async () => combine(await ofFunction("redirect-uri"), await ofWorkos["redirect-uri"]()),
    "allowed-origin": async () =>
      combine(await ofFunction("allowed-origin"), await ofWorkos["allowed-origin"]()),
    "authentication-domain": async () =>
      site !== null ? await onSite("authentication-domain") : judgeDomain(ownOrigin, browserOrigin),
    "workos-reachable": ofWorkos["workos-reachable"],
    environments: async () => combine(await ofWorkos.environments(), await ofFunction("environments")),
    "public-secret": async () => combine(await ofVariables["public-secret"](), await onSite("public-secret")),
    "deep-link": () => onSite("deep-link"),
    "own-origin": async () => {
      const asked = await ofFunction("own-origin");
      // What the deployed function says counts; this machine's variables may be for another deployment.
      return asked.status === "unknown" ? await ofVariables["own-origin"]() : asked;
    },
    secrets: async () => combine(await ofVariables.secrets(), await checkDeployedSecrets()),
    "origin-untrusted": () => onSite("origin-untrusted"),
    "client-addresses": () => ofFunction("client-addresses"),
    clock: () => onSite("clock"),
    "keys-differ": () => ofFunction("keys-differ"),
    "localhost-urls": async () =>
      combine(await ofVariables["localhost-urls"](), await onSite("localhost-urls")),
    "api-html": () => onSite("api-html"),
    headers: () => onSite("headers"),
    "missing-asset": () => onSite("missing-asset"),
    "index-caching": () => onSite("index-caching"),
    redis: async () => {
      const asked = await ofFunction("redis");
      // That the function reaches it says nothing of its settings.
      return asked.status === "wrong" ? asked : await checkRedis(asked);
    },
    mail: async () => {
      const asked = await ofFunction("mail");
      if (asked.status === "wrong") return asked;
      const ofFeature = featureChecks.find(({ id }) => id === "mail");
      return (await ofFeature?.check(machine, asked.status === "ok")) ?? unknown("noMail");
    },
    "same-build": async () =>
      site === null ? await ofVariables["same-build"]() : await ofFunction("same-build"),
    "browser-storage": () => Promise.resolve(unknown("browser")),
  };
  return await runChecks(checks, onResult);

  async function checkDeployedSecrets(): Promise<Finding> {
    if (site === null) return unknown("noAddress");
    const health = parseHealth(parseJson((await site.open(apiPaths.health))?.text ?? ""));
    if (health === null) return unknown("noAnswer");
    return health.emailCode === "not_configured" ? wrong("secrets", "unset") : ok;
  }

  async function checkRedis(ofDeployed: Finding): Promise<Finding> {
    if ((readSafely(variables, "REDIS_URL") ?? "") === "") return unknown("noRedis");
    const inspection = await machine.inspectRedis();
    if (inspection.kind === "unreachable")
      return ofDeployed.status === "ok"
        ? unknown("notFromHere")
        : wrong("redis", "unreachable", `${inspection.cause}.`);
    const { evictionPolicy, isSaved } = inspection;
    if (evictionPolicy !== null && evictionPolicy !== "noeviction")
      return wrong("redis", "evicting", evictionPolicy);
    if (isSaved === false) return wrong("redis", "unsaved");
    return evictionPolicy === null || isSaved === null ? unknown("noConfig") : ok;
  }
}

function judgeDomain(ownOrigin: string | null, workosOrigin: string | null): Finding {
  if (ownOrigin === null || workosOrigin === null) return unknown("noAddress");
  if (isLoopback(new URL(workosOrigin).hostname)) return ok;
  return describeForeignWorkos(ownOrigin, workosOrigin) === null
    ? ok
    : wrong("authentication-domain", "otherSite", workosOrigin);
}

/** The keys of this machine; null where there are none, or they are malformed, which a check of its own says. */
export function readKeys({ variables }: Pick<Machine, "variables">): [SealingKey, ...SealingKey[]] | null {
  const text = readSafely(variables, "PORTICO_KEYS");
  try {
    return text === null ? null : parseSealingKeys(text);
  } catch {
    return null;
  }
}

function toUrl(text: string, base: string | null): string | null {
  return base !== null && URL.canParse(text, base)
    ? new URL(text, base).href
    : URL.canParse(text)
      ? new URL(text).href
      : null;
}

function toOrigin(text: string | null, base: string | null = null): string | null {
  const url = text === null ? null : toUrl(text, base);
  return url === null ? null : new URL(url).origin;
}
