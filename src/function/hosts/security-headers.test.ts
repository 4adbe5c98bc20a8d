import { describe, expect, it } from "vitest";

import { parseContentOrigins } from "./content-origins.ts";
import { buildSecurityHeaders } from "./security-headers.ts";

const ownOrigin = "https://console.example.com";
const contentOrigins = parseContentOrigins({});

function policyOf(
  workosOrigin: string | null,
  variables: Record<string, string> = {},
  more: { developmentNonce?: string } = {},
): string {
  const headers = buildSecurityHeaders({
    ownOrigin,
    workosOrigin,
    contentOrigins: parseContentOrigins(variables),
    ...more,
  });
  return headers["Content-Security-Policy"] ?? "";
}

function readDirectives(policy: string): Map<string, string> {
  return new Map(
    policy.split("; ").map((directive) => [directive.split(" ", 1)[0] ?? "", directive] as const),
  );
}

/** What the policy has beyond another one, by directive. */
function findAdded(policy: string, base: string): Record<string, string> {
  const before = readDirectives(base);
  return Object.fromEntries(
    [...readDirectives(policy)].flatMap(([name, directive]) => {
      const known = new Set(before.get(name)?.split(" "));
      const added = directive.split(" ").filter((source) => !known.has(source));
      return added.length === 0 ? [] : [[name, added.join(" ")]];
    }),
  );
}

describe("buildSecurityHeaders", () => {
  it("allows pages to connect only to themselves and WorkOS, and to load only their own resources", () => {
    expect(policyOf("https://auth.example.com")).toBe(
      "default-src 'none'; script-src 'self'; script-src-attr 'none'; style-src 'self'; style-src-attr 'none'; " +
        "img-src 'self' data:; font-src 'self'; connect-src 'self' https://auth.example.com; manifest-src 'self'; " +
        "worker-src 'none'; frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'self'; " +
        "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    );
  });

  it.each([
    [
      "a team's own API",
      { PORTICO_CONNECT_ORIGINS: "https://api.example.com, wss://api.example.com" },
      { "connect-src": "https://api.example.com wss://api.example.com" },
    ],
    [
      "Sentry",
      { PORTICO_CONNECT_ORIGINS: "https://o1.ingest.sentry.io" },
      { "connect-src": "https://o1.ingest.sentry.io" },
    ],
    [
      "Stripe",
      {
        PORTICO_CONNECT_ORIGINS: "https://api.stripe.com",
        PORTICO_FRAME_ORIGINS: "https://js.stripe.com https://hooks.stripe.com",
        PORTICO_SCRIPT_ORIGINS: "https://js.stripe.com",
      },
      {
        "connect-src": "https://api.stripe.com",
        "frame-src": "https://js.stripe.com https://hooks.stripe.com",
        "script-src": "https://js.stripe.com",
      },
    ],
    [
      "WorkOS Widgets behind an authentication domain",
      { PORTICO_CONNECT_ORIGINS: "https://api.workos.com", PORTICO_IMAGE_ORIGINS: "https://workoscdn.com" },
      { "connect-src": "https://api.workos.com", "img-src": "https://workoscdn.com" },
    ],
    [
      "style sheets with their fonts",
      { PORTICO_STYLE_ORIGINS: "https://fonts.example.com" },
      { "style-src": "https://fonts.example.com", "font-src": "https://fonts.example.com" },
    ],
  ])("adds exactly the named origins for %s", (_, variables, added) => {
    const base = policyOf("https://auth.example.com");
    const policy = policyOf("https://auth.example.com", variables);
    expect(findAdded(policy, base)).toEqual(added);
    const isFramed = "frame-src" in added;
    expect(findAdded(base, policy)).toEqual(isFramed ? { "frame-src": "'none'" } : {});
  });

  it("names an origin once, and never the app's own", () => {
    const variables = { PORTICO_CONNECT_ORIGINS: `https://auth.example.com ${ownOrigin}` };
    expect(policyOf("https://auth.example.com", variables)).toBe(policyOf("https://auth.example.com"));
  });

  it("adds nothing in development but a nonce for inline scripts and styles", () => {
    const policy = policyOf(null, {}, { developmentNonce: "abc" });
    const nonce = "'nonce-abc'";
    expect(findAdded(policy, policyOf(null))).toEqual({ "script-src": nonce, "style-src": nonce });
    expect(findAdded(policyOf(null), policy)).toEqual({});
  });

  it.each([null, ownOrigin])("names no other origin when WorkOS's is %j", (workosOrigin) => {
    expect(policyOf(workosOrigin)).toContain("connect-src 'self';");
  });

  it("sends HSTS for two years on an https origin, and never on localhost", () => {
    const name = "Strict-Transport-Security";
    const build = (origin: string) =>
      buildSecurityHeaders({ ownOrigin: origin, workosOrigin: null, contentOrigins })[name];
    expect(build(ownOrigin)).toBe("max-age=63072000; includeSubDomains");
    expect(build("http://localhost:4300")).toBeUndefined();
  });

  it("isolates the page and disables browser features", () => {
    const headers = buildSecurityHeaders({ ownOrigin, workosOrigin: null, contentOrigins });
    expect(headers).toMatchObject({
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Resource-Policy": "same-origin",
      "Referrer-Policy": "no-referrer",
      "X-Content-Type-Options": "nosniff",
    });
    expect(headers["Permissions-Policy"]).toContain("camera=()");
    expect(headers["Permissions-Policy"]).toContain("geolocation=()");
  });
});
