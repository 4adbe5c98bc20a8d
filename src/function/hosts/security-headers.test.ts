import { describe, expect, it } from "vitest";

import { buildSecurityHeaders } from "./security-headers.ts";

const ownOrigin = "https://console.example.com";

function policyOf(workosOrigin: string | null): string | undefined {
  return buildSecurityHeaders({ ownOrigin, workosOrigin })["Content-Security-Policy"];
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

  it.each([null, ownOrigin])("names no other origin when WorkOS's is %j", (workosOrigin) => {
    expect(policyOf(workosOrigin)).toContain("connect-src 'self';");
  });

  it("sends HSTS for two years on an https origin, and never on localhost", () => {
    const name = "Strict-Transport-Security";
    const build = (origin: string) => buildSecurityHeaders({ ownOrigin: origin, workosOrigin: null })[name];
    expect(build(ownOrigin)).toBe("max-age=63072000; includeSubDomains");
    expect(build("http://localhost:4300")).toBeUndefined();
  });

  it("isolates the page and disables browser features", () => {
    const headers = buildSecurityHeaders({ ownOrigin, workosOrigin: null });
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
