/** What a deployment's headers depend on. */
export type SecurityHeaderOptions = {
  /** The app's own origin, from PORTICO_ORIGIN. */
  ownOrigin: string;
  /** The WorkOS API's origin for the browser; null when this build isn't connected to WorkOS. */
  workosOrigin: string | null;
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
 * can neither run nor exfiltrate tokens. HSTS is sent only on https origins: browsers ignore it elsewhere, and on localhost it
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

function buildContentSecurityPolicy({ ownOrigin, workosOrigin }: SecurityHeaderOptions): string {
  const connections =
    workosOrigin === null || workosOrigin === ownOrigin ? "'self'" : `'self' ${workosOrigin}`;
  return [
    "default-src 'none'",
    "script-src 'self'",
    "script-src-attr 'none'",
    "style-src 'self'",
    "style-src-attr 'none'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${connections}`,
    "manifest-src 'self'",
    "worker-src 'none'",
    "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}
