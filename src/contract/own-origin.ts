import { isSharedSuffix } from "./shared-suffixes.ts";
import { readVariable, type Variables } from "./variables.ts";

/** The origins under which browsers reach the console. */
export type OwnOrigins = {
  /** The first one: the issuer of the console's own tokens, and where links lead that no listed origin has asked for. */
  main: string;
  /** As they are listed, the main one first; at most one label of each of the others is `*`. */
  listed: readonly string[];
};

/**
 * The exact origins from which pages call the function, separated by commas or spaces. One but the first may have `*` as its leftmost
 * label, for preview deployments: `https://*.preview.example.com`.
 *
 * Plain http is accepted for localhost only: elsewhere the network could read and plant cookies. A wildcard stands for one whole
 * label below a name of the team's own: below a name that a host shares, or as a part of a label (`*-team.vercel.app`), anyone could
 * have an origin that matches.
 *
 * @param allowsPlainHttp whether http is accepted for every host, as in development
 * @throws Error naming PORTICO_ORIGIN
 */
export function parseOwnOrigins(text: string, allowsPlainHttp = false): OwnOrigins {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== "");
  const listed = [...new Set(entries.map((entry) => parseEntry(entry, allowsPlainHttp)))];
  const [main] = listed;
  if (main === undefined)
    throw new Error("PORTICO_ORIGIN must be an origin such as https://console.example.com");
  if (main.includes("*")) {
    throw new Error(
      "PORTICO_ORIGIN must begin with an exact origin, such as https://console.example.com; one with * may come after it",
    );
  }
  // The cookies' prefix and the headers depend on the scheme.
  if (listed.some((origin) => origin.startsWith("https:") !== main.startsWith("https:"))) {
    throw new Error("PORTICO_ORIGIN must not have origins with https:// and with http:// at once");
  }
  return { main, listed };
}

/** The origins of `PORTICO_ORIGIN`, or null where it isn't set. @throws Error naming it */
export function readOwnOrigins(variables: Variables, allowsPlainHttp = false): OwnOrigins | null {
  const text = readVariable(variables, "PORTICO_ORIGIN");
  return text === null ? null : parseOwnOrigins(text, allowsPlainHttp);
}

/** The main one of the origins. @throws Error naming PORTICO_ORIGIN */
export function parseOwnOrigin(text: string, allowsPlainHttp = false): string {
  return parseOwnOrigins(text, allowsPlainHttp).main;
}

/** Whether the console's pages are at an origin. */
export function isOwnOrigin({ listed }: OwnOrigins, origin: string): boolean {
  return listed.some((own) => {
    const [scheme = "", rest] = own.split("*");
    if (rest === undefined) return own === origin;
    if (!origin.startsWith(scheme) || !origin.endsWith(rest)) return false;
    const label = origin.slice(scheme.length, -rest.length);
    return /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label);
  });
}

/**
 * Where links lead that a page has had mailed: to its own origin where that is listed exactly, otherwise to the main one. Anyone can
 * send a request with any origin that a wildcard matches, and the link's secret would go to the owner of that name (account takeover).
 *
 * @param pageOrigin `Origin` of the request
 */
export function chooseLinkOrigin({ main, listed }: OwnOrigins, pageOrigin = ""): string {
  return listed.includes(pageOrigin) && !pageOrigin.includes("*") ? pageOrigin : main;
}

/** Whether the origin is `http://localhost` or a subdomain of it, which browsers resolve to the local machine. */
export function isPlainLocalhostOrigin(origin: string): boolean {
  return /^http:\/\/(?:[a-z0-9-]+\.)*localhost(?::[0-9]+)?$/.test(origin);
}

function parseEntry(entry: string, allowsPlainHttp: boolean): string {
  if (!entry.includes("*")) return parseExact(entry, allowsPlainHttp);
  const [, scheme = "", rest] = /^(https?:\/\/)\*\.([^*]+)$/.exec(entry) ?? [];
  if (rest === undefined) {
    throw new Error(
      "PORTICO_ORIGIN must have * only as one whole label at the beginning of the host, such as https://*.preview.example.com: anyone could register a name that a part of a label matches",
    );
  }
  const suffix = parseExact(scheme + rest, allowsPlainHttp);
  const { hostname } = new URL(suffix);
  if (/^\[|^[0-9.]+$/.test(hostname) || isSharedSuffix(hostname)) {
    throw new Error(
      "PORTICO_ORIGIN must not have * below a domain where anyone can have a name, such as vercel.app; use a domain of your own, such as https://*.preview.example.com",
    );
  }
  return suffix.replace("://", "://*.");
}

function parseExact(text: string, allowsPlainHttp: boolean): string {
  const url = /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : null;
  if (url === null) throw new Error("PORTICO_ORIGIN must be an origin such as https://console.example.com");
  if (url.origin !== text.replace(/\/$/, "")) {
    throw new Error(
      `PORTICO_ORIGIN must be only an origin, without path, credentials or default port; did you mean ${url.origin}?`,
    );
  }
  if (!/^\[|^(?!0\.0\.0\.0$)[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/.test(url.hostname)) {
    throw new Error("PORTICO_ORIGIN must have the one name that browsers use, such as console.example.com");
  }
  if (url.protocol === "https:" || allowsPlainHttp || isPlainLocalhostOrigin(url.origin)) return url.origin;
  throw new Error("PORTICO_ORIGIN must begin with https:// (plain http is allowed for localhost only)");
}
