import { defaultWorkosApiUrl } from "./public-config-block.ts";
import { isHostSuffix, isSharedSuffix } from "./shared-suffixes.ts";

/** A numeric host, which has no domain. */
const address = /^\[|^[\d.]+$/;

/**
 * Whether a cookie of one origin is first-party on the other: same scheme, and hosts with a registrable domain in common. A close
 * guess, good for a warning and for no decision about trust: the Public Suffix List is too long for that.
 */
export function isSameSite(first: string, second: string): boolean {
  const [a, b] = [new URL(first), new URL(second)];
  if (a.protocol !== b.protocol) return false;
  if (a.hostname === b.hostname) return true;
  const site = findSite(a.hostname);
  return site !== null && site === findSite(b.hostname);
}

/** The registrable domain of a host; null for a host without one. */
function findSite(hostname: string): string | null {
  if (address.test(hostname)) return null;
  const labels = hostname.split(".");
  const names = labels.map((_, index) => labels.slice(index).join("."));
  return names.findLast((name) => !isSharedSuffix(name)) ?? null;
}

/**
 * What a deployment is told whose WorkOS isn't on its own site; null where nothing is wrong, or nothing can go wrong.
 * @param ownOrigin null while it isn't known; then only WorkOS's own domain is certain to be another site
 */
export function describeForeignWorkos(ownOrigin: string | null, workosOrigin: string): string | null {
  const isForeign =
    ownOrigin === null ? workosOrigin === defaultWorkosApiUrl : !isSameSite(ownOrigin, workosOrigin);
  const hostname = ownOrigin === null ? null : new URL(ownOrigin).hostname;
  // There the SDK keeps the refresh token in localStorage.
  if (!isForeign || hostname === "localhost" || hostname === "127.0.0.1") return null;
  return (
    `VITE_WORKOS_API_URL is ${workosOrigin}, which is another site than ${ownOrigin ?? "the app's"}: its refresh cookie is third-party ` +
    "there, so people who sign in through WorkOS are signed out by every reload. Set it to an authentication domain on the app's own " +
    `site, ${describePlace(hostname)}`
  );
}

function describePlace(hostname: string | null): string {
  if (hostname === null)
    return "for example https://auth.example.com for an app at https://console.example.com";
  const site = findSite(hostname);
  return site === null || isHostSuffix(site.split(".").slice(1).join("."))
    ? "for which the app needs a domain of its own"
    : `for example https://auth.${site}`;
}
