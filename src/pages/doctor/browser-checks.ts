import { areCookiesBlocked } from "../../config/cookies-blocked.ts";
import { paths } from "../../config/paths.ts";
import { apiPaths } from "../../contract/api-paths.ts";
import { type Checks, type Finding, ok, unknown, wrong } from "../../contract/doctor/check.ts";
import { askFunction, type FunctionCheckId, judgeFunction } from "../../contract/doctor/function-checks.ts";
import { openSite } from "../../contract/doctor/site.ts";
import { createSiteChecks, parseJson, readSiteBlock } from "../../contract/doctor/site-checks.ts";
import { parseHealth } from "../../contract/session.ts";
import { withTimeLimit } from "../../contract/time-limit.ts";
import { isLoopback } from "../../contract/variables.ts";

const timeLimitMs = 8_000;

/**
 * The checks as a page can make them: of its own address, of WorkOS as a browser reaches it, and of the browser.
 * @param tokens of a link that the command has made, with which the function can be asked too; null without
 */
export function createBrowserChecks(tokens: readonly string[] | null): Checks {
  const { origin } = window.location;
  const site = openSite(new URL(paths.home, origin), window.fetch.bind(window));
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

  const findings = memoize(async () => {
    const answers = await askFunction(site, tokens ?? []);
    const isExpired = answers.diagnoses.length === 0 && answers.unrecognized > 0;
    return isExpired ? null : judgeFunction(answers, site, await readSiteBlock(site));
  });
  /** What the page has found out by itself; where it can't, what the function says. */
  const orFunction = async (id: FunctionCheckId, own: Finding = unknown("commandLine")): Promise<Finding> => {
    if (own.status === "wrong" || tokens === null) return own;
    const found = await findings();
    if (found === null) return own.status === "ok" ? own : unknown("linkExpired");
    return found[id].status === "unknown" ? own : found[id];
  };

  /** The same for what has settings that only the machine knows: that the function reaches it says nothing of them. */
  const orSettings = async (id: FunctionCheckId): Promise<Finding> => {
    const asked = await orFunction(id);
    return asked.status === "ok" ? unknown("commandLine") : asked;
  };

  return {
    ...ofSite,
    "origin-untrusted": untrusted,
    "workos-reachable": reachable,

    "redirect-uri": () =>
      withWorkos(({ redirectUri }) => {
        if (redirectUri.origin === origin) return orFunction("redirect-uri");
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
        if (answer !== null) return ok;
        const asked = await orFunction("allowed-origin");
        return asked.status === "wrong" ? asked : wrong("allowed-origin", "missing", origin);
      }),

    environments: () =>
      withWorkos(async ({ workosOrigin, clientId }) => {
        const answer = await ask(buildKeysUrl(workosOrigin, clientId), { credentials: "omit" });
        return answer?.status === 404
          ? wrong("environments", "unknownClient", clientId)
          : orFunction("environments");
      }),

    // Behind a proxy this is why the function refuses its own pages.
    "own-origin": async () => {
      const finding = await untrusted();
      if (finding.status !== "wrong") return await orFunction("own-origin", finding);
      const asked = await orFunction("own-origin");
      return asked.status === "wrong" ? asked : wrong("own-origin", "refused", origin);
    },

    secrets: async () => {
      const health = await readHealth();
      if (health === null) return unknown("noAnswer");
      return health.emailCode === "not_configured" ? wrong("secrets", "unset") : ok;
    },

    redis: async () => {
      const health = await readHealth();
      if (health === null) return unknown("noAnswer");
      if (health.emailCode !== "unavailable") return await orSettings("redis");
      // The function knows whether it is the store or the mail.
      const [store, mail] = [await orFunction("redis"), await orFunction("mail")];
      if (store.status === "wrong") return store;
      return mail.status === "wrong" ? unknown("commandLine") : wrong("redis", "down");
    },

    "browser-storage": async () => {
      if (!window.isSecureContext) return wrong("browser-storage", "insecure");
      if (areCookiesBlocked()) return wrong("browser-storage", "cookies");
      return isStorageKept() ? ok : wrong("browser-storage", "storage");
    },

    mail: () => orSettings("mail"),
    "client-addresses": () => orFunction("client-addresses"),
    "keys-differ": () => orFunction("keys-differ"),
    "same-build": () => orFunction("same-build"),
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
