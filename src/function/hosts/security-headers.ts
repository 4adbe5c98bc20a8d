import type { ContentOrigins } from "./content-origins.ts";

/** What a deployment's headers depend on. */
export type SecurityHeaderOptions = {
  /** The app's own origin, from PORTICO_ORIGIN. */
  ownOrigin: string;
  /** The WorkOS API's origin for the browser; null when this build isn't connected to WorkOS. */
  workosOrigin: string | null;
  /** The other origins that the team's pages use. */
  contentOrigins: ContentOrigins;
  /** Of the development server, which needs inline scripts and styles; never of a deployment. */
  developmentNonce?: string;
};

/** Browser features disabled for the app; clipboard-write stays enabled, for copying reports. */
const closedFeatures = [
  "accelerometer",
  "autoplay",
  "browsing-topics",
  "camera",
  "display-capture",
  "encrypted-media",
  "fullscreen",
  "geolocation",
  "gyroscope",
  "hid",
  "idle-detection",
  "magnetometer",
  "microphone",
  "midi",
  "payment",
  "picture-in-picture",
  "screen-wake-lock",
  "serial",
  "usb",
  "xr-spatial-tracking",
];

const twoYearsInSeconds = 2 * 365 * 24 * 60 * 60;

/**
 * The security headers for every answer of a host that serves the app.
 *
 * The policy allows only our own scripts and styles, and connections to ourselves and WorkOS's API, so that injected script (XSS)
 * can neither run nor exfiltrate tokens; besides, the exact origins that the team names. HSTS is sent only on https origins: browsers ignore it elsewhere, and on localhost it
 * would force the developer's other projects to https.
 */
export function buildSecurityHeaders(options: SecurityHeaderOptions): Record<string, string> {
  const isSecure = options.ownOrigin.startsWith("https://");
  return {
    "Content-Security-Policy": buildContentSecurityPolicy(options),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": closedFeatures.map((feature) => `${feature}=()`).join(", "),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    ...(isSecure
      ? { "Strict-Transport-Security": `max-age=${String(twoYearsInSeconds)}; includeSubDomains` }
      : {}),
  };
}

function buildContentSecurityPolicy(options: SecurityHeaderOptions): string {
  const { ownOrigin, workosOrigin, contentOrigins, developmentNonce } = options;
  const allow = (own: readonly string[], others: readonly (string | null)[]): string => {
    const sources = new Set([...own, ...others].filter((source) => source !== null && source !== ownOrigin));
    return sources.size === 0 ? "'none'" : [...sources].join(" ");
  };
  // All that Vite's development server needs besides: React Refresh begins in an inline script, and imported style sheets become
  // <style> elements. Both carry the nonce. Its WebSocket is on the page's own host, which 'self' includes (CSP 3, section 6.7.2.8).
  const inline = developmentNonce === undefined ? [] : [`'nonce-${developmentNonce}'`];
  return [
    "default-src 'none'",
    `script-src ${allow(["'self'", ...inline], contentOrigins.script)}`,
    "script-src-attr 'none'",
    `style-src ${allow(["'self'", ...inline], contentOrigins.style)}`,
    "style-src-attr 'none'",
    `img-src ${allow(["'self'", "data:"], contentOrigins.image)}`,
    // A style sheet of another origin has its fonts there too.
    `font-src ${allow(["'self'"], contentOrigins.style)}`,
    `connect-src ${allow(["'self'"], [workosOrigin, ...contentOrigins.connect])}`,
    "manifest-src 'self'",
    "worker-src 'none'",
    `frame-src ${allow([], contentOrigins.frame)}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}
