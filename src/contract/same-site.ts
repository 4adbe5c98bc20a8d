/**
 * Suffixes below which anybody can have a name, beyond the top-level domains: the hosts that consoles are put on, and the second
 * levels of countries. A choice of the Public Suffix List, which is too long for a warning.
 */
const publicSuffixes =
  /^(?:(?:ac|co|com|edu|gov|ne|net|or|org)\.[a-z]{2}|(?:vercel|netlify|web|fly|run|firebaseapp|herokuapp|amplifyapp|azurewebsites|cloudfront|onrender|pages|workers|github|gitlab)\.(?:app|com|dev|io|net)|azurestaticapps\.net|github\.dev)$/;

/**
 * Whether a cookie of one origin is first-party on the other: same scheme, and hosts with a registrable domain in common. A close
 * guess, good for a warning and for no decision about trust.
 */
export function isSameSite(first: string, second: string): boolean {
  const [a, b] = [new URL(first), new URL(second)];
  if (a.protocol !== b.protocol) return false;
  if (a.hostname === b.hostname) return true;
  const isAddress = /^\[|^[\d.]+$/;
  if (isAddress.test(a.hostname) || isAddress.test(b.hostname)) return false;
  const common = findCommonSuffix(a.hostname, b.hostname);
  return common.includes(".") && !publicSuffixes.test(common);
}

function findCommonSuffix(a: string, b: string): string {
  const [labels, others] = [a.split(".").toReversed(), b.split(".").toReversed()];
  const end = labels.findIndex((label, index) => label !== others[index]);
  return (end === -1 ? labels : labels.slice(0, end)).toReversed().join(".");
}

/** What a deployment is told whose WorkOS isn't on its own site; null where nothing is wrong, or nothing can go wrong. */
export function describeForeignWorkos(ownOrigin: string, workosOrigin: string): string | null {
  const { hostname } = new URL(ownOrigin);
  // There the SDK keeps the refresh token in localStorage.
  if (hostname === "localhost" || hostname === "127.0.0.1" || isSameSite(ownOrigin, workosOrigin))
    return null;
  return (
    `VITE_WORKOS_API_URL is ${workosOrigin}, which is another site than ${ownOrigin}: its refresh cookie is third-party there, ` +
    "so people who sign in through WorkOS are signed out by every reload. Set it to an authentication domain on the app's own site, " +
    `for example https://auth.${hostname.split(".").slice(-2).join(".")}`
  );
}
