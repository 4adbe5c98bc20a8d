import { describe, expect, it } from "vitest";

import { isOwnOrigin, parseOwnOrigin, parseOwnOrigins } from "./own-origin.ts";

const main = "https://console.example.com";

describe("parseOwnOrigins", () => {
  it.each([
    [main, [main]],
    [`${main}/`, [main]],
    [`${main},https://console.example.net`, [main, "https://console.example.net"]],
    [` ${main}  https://console.example.net/ , ${main}`, [main, "https://console.example.net"]],
    [`${main}, https://*.preview.example.dev`, [main, "https://*.preview.example.dev"]],
    [`${main}, https://*.example.dev:8443`, [main, "https://*.example.dev:8443"]],
    [`${main}, https://*.console.pages.dev`, [main, "https://*.console.pages.dev"]],
    [`${main}, https://*.team.workers.dev`, [main, "https://*.team.workers.dev"]],
    [`${main}, https://*.d1abc.amplifyapp.com`, [main, "https://*.d1abc.amplifyapp.com"]],
    [
      "http://console.portico.localhost:4300 http://*.preview.localhost:4300",
      ["http://console.portico.localhost:4300", "http://*.preview.localhost:4300"],
    ],
  ])("reads %j as %j", (text, listed) => {
    expect(parseOwnOrigins(text)).toEqual({ main: listed[0], listed });
    expect(parseOwnOrigin(text)).toBe(listed[0]);
  });

  it.each([
    // Where anyone can have a name.
    "https://*.com",
    "https://*.dev",
    "https://*.co.uk",
    "https://*.com.au",
    "https://*.vercel.app",
    "https://*.netlify.app",
    "https://*.pages.dev",
    "https://*.workers.dev",
    "https://*.amplifyapp.com",
    "https://*.github.io",
    "https://*.cloudfront.net",
    "https://*.a.run.app",
    "https://*.run.app",
    "https://*.up.railway.app",
    "https://*.railway.app",
    "https://*.lambda-url.us-east-1.on.aws",
    "https://*.execute-api.eu-west-1.amazonaws.com",
    "https://*.amazonaws.com",
    "https://*.centralus.azurestaticapps.net",
    "https://*.app.github.dev",
    "https://*.ngrok-free.app",
    "https://*.vercel.app:8443",
    "http://*.localhost:4300",
    "https://*.10.0.0.1",
    "https://*.[2001:db8::1]",
    // Not one whole label at the beginning.
    "https://*-team.vercel.app",
    "https://console-*.example.dev",
    "https://preview.*.example.dev",
    "https://*.*.example.dev",
    "https://**.example.dev",
    "https://*example.dev",
    "https://*",
    "https://*.",
    "*.example.dev",
    "*://console.example.dev",
    "https://console.example.dev:*",
    "https://*.example.dev/app",
    "https://*.example.dev:443",
    "https://*.Example.dev",
    "https://user@*.example.dev",
    "http://*.example.dev",
    // Another scheme beside the main one.
    "http://localhost:4300",
  ])("refuses %j after the main origin", (entry) => {
    expect(() => parseOwnOrigins(`${main}, ${entry}`)).toThrow(
      /^PORTICO_ORIGIN must .*(?:https:\/\/|vercel\.app)/,
    );
  });

  it.each([`https://*.example.dev`, `https://*.example.dev, ${main}`])(
    "requires an exact origin first, which the console's tokens name: %j",
    (text) => {
      expect(() => parseOwnOrigins(text)).toThrow(/^PORTICO_ORIGIN must begin with an exact origin/);
    },
  );

  it.each([",", " , "])("refuses %j", (text) => {
    expect(() => parseOwnOrigins(text)).toThrow(/^PORTICO_ORIGIN must be an origin/);
  });
});

describe("isOwnOrigin", () => {
  const origins = parseOwnOrigins(`${main}, https://*.preview.example.dev, https://*.example.net:8443`);

  it.each([
    main,
    "https://pr-7.preview.example.dev",
    "https://a.preview.example.dev",
    "https://xn--mnchen-3ya.preview.example.dev",
    `https://${"a".repeat(63)}.preview.example.dev`,
    "https://pr-7.example.net:8443",
  ])("is true for %s", (origin) => {
    expect(isOwnOrigin(origins, origin)).toBe(true);
  });

  it.each([
    "",
    "null",
    "https://preview.example.dev",
    "https://.preview.example.dev",
    "https://*.preview.example.dev",
    "https://a.b.preview.example.dev",
    "https://-a.preview.example.dev",
    "https://a-.preview.example.dev",
    "https://A.preview.example.dev",
    "https://a_b.preview.example.dev",
    `https://${"a".repeat(64)}.preview.example.dev`,
    "http://a.preview.example.dev",
    "https://a.preview.example.dev:8443",
    "https://a.preview.example.dev/",
    "https://a.preview.example.dev.evil.example",
    "https://evil.example/.preview.example.dev",
    "https://evil.example?.preview.example.dev",
    "https://evil.example#.preview.example.dev",
    "https://user@evil.preview.example.dev",
    "https://evilpreview.example.dev",
    "https://pr-7.example.net",
    "https://console.example.com.preview.example.net",
    "https://a.preview.example.dev\n",
  ])("is false for %j", (origin) => {
    expect(isOwnOrigin(origins, origin)).toBe(false);
  });
});
