import { areCookiesBlocked } from "../../config/cookies-blocked.ts";
import { apiPaths } from "../../contract/api-paths.ts";
import { type Checks, type Finding, ok, unknown, wrong } from "../../contract/doctor/check.ts";
import { openSite } from "../../contract/doctor/site.ts";
import { createSiteChecks, parseJson, readSiteBlock } from "../../contract/doctor/site-checks.ts";
import { parseHealth } from "../../contract/session.ts";
import { withTimeLimit } from "../../contract/time-limit.ts";
import { isLoopback } from "../../contract/variables.ts";

const timeLimitMs = 8_000;
const onlyCommand = () => Promise.resolve(unknown("commandLine"));

/** The checks as a page can make them: of its own address, of WorkOS as a browser reaches it, and of the browser. */
export function createBrowserChecks(): Checks {
  const { origin } = window.location;
  const site = openSite(new URL(import.meta.env.BASE_URL, origin), window.fetch.bind(window));
  const ofSite = createSiteChecks({
    site,
    now: Date.now,
    randomName: crypto.randomUUID?.() ?? `doctor-${Date.now()}`,
  });
  const readHealth = async () => parseHealth(parseJson((await site.open(apiPaths.health))?.text ?? ""));
  const untrusted = memoize(ofSite["origin-untrusted"]);
  /** Judges what a configured build asks of WorkOS. */
  const withWorkos = async (
    judge: (workos: {
      workosOrigin: string;
      clientId: string;
      redirectUri: URL;
    }) => Promise<Finding> | Finding,
  ): Promise<Finding> => {
    const found = await readSiteBlock(site);
    if (found.kind !== "read") return unknown("noAnswer");
    const { workosClientId: clientId } = found.block;
    return clientId === null ? unknown("noClientId") : await judge({ ...found, clientId });
  };
  const reachable = memoize(() =>
    withWorkos(async ({ workosOrigin, clientId }) => {
      const answer = await ask(buildKeysUrl(workosOrigin, clientId), {
        mode: "no-cors",
        credentials: "omit",
      });
      return answer === null ? wrong("workos-reachable", "unreachable", workosOrigin) : ok;
    }),
  );

  return {
    ...ofSite,
    "origin-untrusted": untrusted,
    "workos-reachable": reachable,

    "redirect-uri": () =>
      withWorkos(({ redirectUri }) => {
        if (redirectUri.origin === origin) return unknown("commandLine");
        // One mistake, one finding: a localhost address is named by its own check.
        return isLoopback(redirectUri.hostname)
          ? unknown("noAnswer")
          : wrong("redirect-uri", "otherOrigin", redirectUri.href);
      }),

    "allowed-origin": () =>
      withWorkos(async ({ workosOrigin, clientId }) => {
        if (workosOrigin === origin) return ok;
        if ((await reachable()).status !== "ok") return unknown("workosSilent");
        // No grant of WorkOS's: that the refusal can be read is what counts.
        const answer = await ask(`${workosOrigin}/user_management/authenticate`, {
          method: "POST",
          credentials: "include",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({ client_id: clientId, grant_type: "urn:portico:doctor" }),
        });
        return answer === null ? wrong("allowed-origin", "missing", origin) : ok;
      }),

    environments: () =>
      withWorkos(async ({ workosOrigin, clientId }) => {
        const answer = await ask(buildKeysUrl(workosOrigin, clientId), { credentials: "omit" });
        return answer?.status === 404
          ? wrong("environments", "unknownClient", clientId)
          : unknown("commandLine");
      }),

    // Behind a proxy this is why the function refuses its own pages.
    "own-origin": async () => {
      const finding = await untrusted();
      return finding.status === "wrong" ? wrong("own-origin", "refused", origin) : finding;
    },

    secrets: async () => {
      const health = await readHealth();
      if (health === null) return unknown("noAnswer");
      return health.emailCode === "not_configured" ? wrong("secrets", "unset") : ok;
    },

    redis: async () => {
      const health = await readHealth();
      if (health === null) return unknown("noAnswer");
      return health.emailCode === "unavailable" ? wrong("redis", "down") : unknown("commandLine");
    },

    "browser-storage": async () => {
      if (!window.isSecureContext) return wrong("browser-storage", "insecure");
      if (areCookiesBlocked()) return wrong("browser-storage", "cookies");
      return isStorageKept() ? ok : wrong("browser-storage", "storage");
    },

    mail: onlyCommand,
    "client-addresses": onlyCommand,
    "keys-differ": onlyCommand,
    "same-build": onlyCommand,
  };
}

/** False also where the app has put memory in the place of what the browser forbids. */
function isStorageKept(): boolean {
  try {
    return window.sessionStorage instanceof Storage && window.localStorage instanceof Storage;
  } catch {
    return false;
  }
}

function buildKeysUrl(workosOrigin: string, clientId: string): string {
  return `${workosOrigin}/sso/jwks/${encodeURIComponent(clientId)}`;
}

/** The answer; null when none comes, or when the page may not read it. */
async function ask(url: string, init: RequestInit): Promise<Response | null> {
  try {
    return await withTimeLimit(
      (signal) => window.fetch(url, { cache: "no-store", ...init, signal }),
      timeLimitMs,
    );
  } catch {
    return null;
  }
}

function memoize<Value>(compute: () => Promise<Value>): () => Promise<Value> {
  let value: Promise<Value> | null = null;
  return () => (value ??= compute());
}
