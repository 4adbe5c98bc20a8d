import { expect, it } from "vitest";

import { chooseHost } from "./choose-host.ts";

it.each([
  [{}, "node"],
  [{ VERCEL: "1" }, "vercel"],
  [{ NETLIFY: "true" }, "netlify"],
  // Netlify's own command sets it in place of NETLIFY.
  [{ NETLIFY_LOCAL: "true" }, "netlify"],
  [{ WORKERS_CI: "1" }, "cloudflare"],
  [{ CF_PAGES: "1" }, "cloudflare"],
  [{ VERCEL: "" }, "node"],
  [{ VERCEL: "1", PORTICO_HOST: "static" }, "static"],
  [{ NETLIFY: "true", PORTICO_HOST: "" }, "netlify"],
  [{ PORTICO_HOST: "lambda" }, "lambda"],
])("a build with %j is for %s", (variables, host) => {
  expect(chooseHost(variables)).toBe(host);
});

it.each(["Vercel", "aws", "deno", "node,static"])(
  "a build for %s is refused, with the hosts that there are",
  (host) => {
    expect(() => chooseHost({ PORTICO_HOST: host })).toThrow(
      "PORTICO_HOST must be one of node, vercel, netlify, cloudflare, lambda, static",
    );
  },
);
