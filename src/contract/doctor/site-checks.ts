import { apiPaths, requestMarkerHeader } from "../api-paths.ts";
import { parseProblem } from "../failure.ts";
import { htmlPages, workosCallbackPath } from "../html-pages.ts";
import { isPlainLocalhostOrigin } from "../own-origin.ts";
import {
  defaultWorkosApiUrl,
  parsePublicConfigBlock,
  type PublicConfigBlock,
  serializePublicConfigBlock,
} from "../public-config-block.ts";
import { describeForeignWorkos } from "../same-site.ts";
import { parseHealth } from "../session.ts";
import { isLoopback } from "../variables.ts";
import { type Checks, type Finding, ok, unknown, wrong } from "./check.ts";
import {
  findBlockText,
  isAppPage,
  isDevelopmentPage,
  pageMediaType,
  type Site,
  type SiteAnswer,
} from "./site.ts";

/** Path of the page at which AuthKit's answers arrive, below the base path, unless the build names another. */
export const callbackPath = "/auth/workos/callback";

/** A path of each HTML file of a build. Each is looked at: what people get first is the sign-in page, not `index.html`. */
const pagePaths = ["/", ...htmlPages.map(({ paths: [path] }) => path)];

/** Seconds by which two clocks may differ; the function accepts tokens within the same. */
const mostSecondsApart = 60;

/** What a page says of its configuration. */
export type SiteBlock =
  | { kind: "read"; block: PublicConfigBlock; workosOrigin: string; redirectUri: URL }
  | { kind: "broken"; text: string }
  | { kind: "none"; why: string }
  | { kind: "silent" };

export type SiteFacts = {
  site: Site;
  now: () => number;
  /** A name that no file of the build has. */
  randomName: string;
};

type SharedId =
  | "configured"
  | "authentication-domain"
  | "public-secret"
  | "deep-link"
  | "origin-untrusted"
  | "clock"
  | "localhost-urls"
  | "api-html"
  | "headers"
  | "missing-asset"
  | "index-caching";

/** The configuration in the page that the console's address answers with. */
export async function readSiteBlock(site: Site): Promise<SiteBlock> {
  const page = await site.open("/", pageMediaType);
  if (page === null) return { kind: "silent" };
  const text = findBlockText(page.text);
  if (text === null) return { kind: "none", why: `status ${String(page.status)}` };
  try {
    const block = parsePublicConfigBlock(text);
    return {
      kind: "read",
      block,
      workosOrigin: new URL(block.workosApiUrl ?? defaultWorkosApiUrl, site.origin).origin,
      redirectUri: new URL(block.workosRedirectUri ?? site.base + callbackPath, site.origin),
    };
  } catch {
    return { kind: "broken", text };
  }
}

/** The checks that everyone can make who can reach the console's address. */
export function createSiteChecks({ site, now, randomName }: SiteFacts): Pick<Checks, SharedId> {
  const readPage = async () => await site.open("/", pageMediaType);
  const isLocal = isPlainLocalhostOrigin(site.origin);
  /** The pages that the console answers; that one isn't answered is found by its own check. */
  const readPages = async (): Promise<(SiteAnswer & { path: string })[]> => {
    const answers = await Promise.all(
      pagePaths.map(async (path) => ({ path, answer: await site.open(path, pageMediaType) })),
    );
    return answers.flatMap(({ path, answer }) =>
      answer !== null && isAppPage(answer) ? [{ ...answer, path }] : [],
    );
  };
  /** The scripts of pages. */
  const readScripts = async (pages: readonly SiteAnswer[]) => {
    const paths = pages
      .flatMap(({ text }) => [...text.matchAll(/<script[^>]*\ssrc="(\/[^"]+)"/g)])
      .map(([, path]) => path ?? "")
      .filter((path) => path.startsWith(site.base))
      .map((path) => path.slice(site.base.length));
    return await Promise.all(
      [...new Set(paths)].map(async (path) => ({ path, answer: await site.open(path) })),
    );
  };
  /** Judges the pages of a host; those of the development server differ. */
  const ofHost = async (judge: (pages: SiteAnswer[]) => Promise<Finding> | Finding): Promise<Finding> => {
    const page = await readPage();
    if (page === null || !isAppPage(page)) return unknown("noAnswer");
    return isDevelopmentPage(page) ? unknown("development") : await judge(await readPages());
  };

  return {
    configured: async () => {
      const block = await readSiteBlock(site);
      if (block.kind === "silent") return wrong("configured", "silent", site.origin);
      if (block.kind === "none") return wrong("configured", "noPage", block.why);
      if (block.kind === "broken")
        return looksSecret(block.text) ? unknown("noAnswer") : wrong("configured", "broken");
      const built = serializePublicConfigBlock(block.block);
      const mixed = (await readPages()).find(({ text }) => serializeBlock(findBlockText(text)) !== built);
      if (mixed !== undefined) return wrong("configured", "mixed", mixed.path);
      const missing = (await readScripts(await readPages())).find(({ answer }) => answer?.status === 404);
      if (missing !== undefined) return wrong("configured", "noScript", missing.path);
      return block.block.workosClientId === null ? wrong("configured", "noClientId") : ok;
    },

    "authentication-domain": async () => {
      const block = await readSiteBlock(site);
      if (block.kind !== "read") return unknown("noAnswer");
      if (block.block.workosClientId === null) return unknown("noClientId");
      // One mistake, one finding: a localhost address is named by its own check.
      if (isLoopback(new URL(block.workosOrigin).hostname)) return ok;
      return describeForeignWorkos(site.origin, block.workosOrigin) === null
        ? ok
        : wrong("authentication-domain", "otherSite", block.workosOrigin);
    },

    "public-secret": async () => {
      const page = await readPage();
      if (page === null) return unknown("noAnswer");
      if (isDevelopmentPage(page)) return unknown("development");
      const pages = [{ ...page, path: "/" }, ...(await readPages())];
      const scripts = await readScripts(pages);
      const texts = scripts.map(({ path, answer }) => ({ path, text: answer?.text ?? "" }));
      const found = [...pages, ...texts].find(({ text }) => looksSecret(text));
      return found === undefined ? ok : wrong("public-secret", "published", found.path);
    },

    "deep-link": async () => {
      const page = await readPage();
      if (page === null || !isAppPage(page)) return unknown("noAnswer");
      const block = await readSiteBlock(site);
      const ownCallback =
        block.kind === "read" && block.redirectUri.origin === site.origin
          ? block.redirectUri.pathname
          : callbackPath;
      const ownPaths = pagePaths.filter((path) => path !== workosCallbackPath);
      const paths = [ownCallback, ...ownPaths, "/members/someone@example.com"];
      const answers = await Promise.all(paths.map(async (path) => await site.open(path, pageMediaType)));
      const index = answers.findIndex((answer) => answer === null || !isAppPage(answer));
      return index === -1 ? ok : wrong("deep-link", "missing", paths[index]);
    },

    // With an empty body the call does nothing: it answers `invalid_request` to a page that the function trusts.
    "origin-untrusted": async () => {
      const answer = await site.post(
        apiPaths.verifyEmailCode,
        {},
        { [requestMarkerHeader.name]: requestMarkerHeader.value },
      );
      const problem = answer === null ? null : parseProblem(parseJson(answer.text));
      if (problem === null) return unknown("noAnswer");
      return problem.code === "not_same_origin" ? wrong("origin-untrusted", "refused", site.origin) : ok;
    },

    clock: async () => {
      const askedAtMs = now();
      const answer = await site.open(apiPaths.health);
      const serverMs = Date.parse(answer?.headers.get("Date") ?? "");
      if (Number.isNaN(serverMs)) return unknown("noAnswer");
      // The header has whole seconds, and the answer may have taken some.
      const [early, late] = [askedAtMs - serverMs, serverMs - now()].map((ms) => Math.round(ms / 1000));
      const seconds = Math.max(early ?? 0, late ?? 0);
      return seconds > mostSecondsApart ? wrong("clock", "apart", String(seconds)) : ok;
    },

    "localhost-urls": async () => {
      const block = await readSiteBlock(site);
      if (block.kind !== "read") return unknown("noAnswer");
      if (isLocal) return ok;
      const urls: [string, string][] = [
        ["VITE_WORKOS_API_URL", block.workosOrigin],
        ["VITE_WORKOS_REDIRECT_URI", block.redirectUri.origin],
      ];
      const local = urls.find(([, url]) => isLoopback(new URL(url).hostname) && url !== site.origin);
      return local === undefined ? ok : wrong("localhost-urls", "loopback", local[0]);
    },

    "api-html": async () => {
      const answer = await site.open(apiPaths.health);
      // One mistake, one finding: an address that answers nothing is named by the first check.
      if (answer === null)
        return (await readPage()) === null ? unknown("noAnswer") : wrong("api-html", "missing", "no answer");
      if (parseHealth(parseJson(answer.text)) !== null) return ok;
      return answer.text.trimStart().startsWith("<")
        ? wrong("api-html", "html")
        : wrong("api-html", "missing", `status ${String(answer.status)}`);
    },

    headers: () =>
      ofHost(async (pages) => {
        const block = await readSiteBlock(site);
        const workosOrigin =
          block.kind === "read" && block.block.workosClientId !== null ? block.workosOrigin : null;
        const findings = pages.map(({ headers }) => judgeHeaders(headers, site.origin, workosOrigin));
        return findings.find(({ status }) => status === "wrong") ?? ok;
      }),

    "missing-asset": () =>
      ofHost(async () => {
        const answer = await site.open(`/assets/${randomName}.js`);
        if (answer === null) return unknown("noAnswer");
        if (answer.status !== 404 || answer.isRedirected)
          return wrong("missing-asset", "found", String(answer.status));
        const caching = answer.headers.get("Cache-Control");
        return caching !== null && isCacheable(caching) ? wrong("missing-asset", "cached", caching) : ok;
      }),

    "index-caching": () =>
      ofHost((pages) => {
        const cachings = pages.map(({ headers }) => headers.get("Cache-Control"));
        const cacheable = cachings.find((caching) => caching === null || isCacheable(caching));
        return cacheable === undefined
          ? ok
          : wrong("index-caching", "cached", cacheable ?? "no Cache-Control");
      }),
  };
}

/** The configuration block as each build writes it; null where it can't be read. */
function serializeBlock(text: string | null): string | null {
  try {
    return text === null ? null : serializePublicConfigBlock(parsePublicConfigBlock(text));
  } catch {
    return null;
  }
}

/** Whether a browser may use an answer again without asking (RFC 9111, section 5.2.2). */
function isCacheable(caching: string): boolean {
  const directives = caching
    .toLowerCase()
    .split(",")
    .map((directive) => directive.trim());
  if (directives.includes("no-store") || directives.includes("no-cache")) return false;
  return !directives.includes("max-age=0");
}

const requiredHeaders: readonly [string, (value: string) => boolean][] = [
  ["Content-Security-Policy", (value) => value !== ""],
  ["X-Content-Type-Options", (value) => value.toLowerCase() === "nosniff"],
  ["Referrer-Policy", (value) => value !== "" && !/unsafe-url|no-referrer-when-downgrade/.test(value)],
  ["Cross-Origin-Opener-Policy", (value) => value.startsWith("same-origin")],
];

/** The security headers of a page. */
export function judgeHeaders(headers: Headers, ownOrigin: string, workosOrigin: string | null): Finding {
  const isSecure = ownOrigin.startsWith("https:");
  const required: typeof requiredHeaders = isSecure
    ? [...requiredHeaders, ["Strict-Transport-Security", (value) => /max-age=[1-9]/.test(value)]]
    : requiredHeaders;
  const missing = required.filter(([name, isGood]) => !isGood(headers.get(name) ?? "")).map(([name]) => name);
  if (missing.length > 0) return wrong("headers", "missing", missing.join(", "));
  const policy = parsePolicy(headers.get("Content-Security-Policy") ?? "");
  const scripts = policy.get("script-src") ?? policy.get("default-src") ?? ["*"];
  const weak = scripts.find((source) => /^(?:\*|https?:|data:|blob:|'unsafe-(?:inline|eval)')$/.test(source));
  if (weak !== undefined) return wrong("headers", "weak", `script-src ${weak}`);
  for (const directive of ["frame-ancestors", "base-uri"])
    if (!policy.has(directive)) return wrong("headers", "weak", `no ${directive}`);
  const connections = policy.get("connect-src") ?? policy.get("default-src") ?? ["*"];
  const isAllowed =
    workosOrigin === null ||
    connections.some((source) => source === "*" || source.replace(/\/$/, "") === workosOrigin) ||
    (workosOrigin === ownOrigin && connections.includes("'self'"));
  return isAllowed ? ok : wrong("headers", "blocksWorkos", workosOrigin);
}

/** The sources of each directive; the first of two with one name counts (CSP 3, section 2.2.1). */
function parsePolicy(text: string): Map<string, string[]> {
  const policy = new Map<string, string[]>();
  for (const part of text.split(";")) {
    const [name = "", ...sources] = part.trim().split(/\s+/);
    if (name !== "" && !policy.has(name.toLowerCase())) policy.set(name.toLowerCase(), sources);
  }
  return policy;
}

/**
 * Whether a text holds what looks like a secret: keys of WorkOS and of Resend, a sealing key of ours, the address of a Redis or a
 * mail server with its password.
 */
export function looksSecret(text: string): boolean {
  return /\bsk_(?:test|live|prod|staging)?_?[\w]{8,}|\bre_[A-Za-z0-9]{8}_?[A-Za-z0-9]{8,}|\b[A-Za-z0-9_-]{1,32}:(?=[a-z0-9_-]*[A-Z])(?=[A-Z0-9_-]*[a-z])(?=[A-Za-z_-]*[0-9])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])|\b(?:rediss?|smtps?):\/\/[^\s"'<>/]*:[^\s"'<>/]+@/.test(
    text,
  );
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
