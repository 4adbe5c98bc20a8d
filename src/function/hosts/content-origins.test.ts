import { describe, expect, it } from "vitest";

import { contentVariables, parseContentOrigins } from "./content-origins.ts";

describe("parseContentOrigins", () => {
  it("allows nothing where no variable is set", () => {
    expect(parseContentOrigins({})).toEqual({ connect: [], image: [], frame: [], script: [], style: [] });
  });

  it.each([
    ["https://api.example.com", ["https://api.example.com"]],
    ["https://api.example.com/", ["https://api.example.com"]],
    ["https://a.example,https://b.example:8443", ["https://a.example", "https://b.example:8443"]],
    [" https://a.example ,  https://b.example https://a.example", ["https://a.example", "https://b.example"]],
    ["wss://live.example.com", ["wss://live.example.com"]],
    ["http://localhost:8080 ws://api.localhost:1", ["http://localhost:8080", "ws://api.localhost:1"]],
    ["http://127.0.0.1:8080", ["http://127.0.0.1:8080"]],
    ["https://xn--mnchen-3ya.example", ["https://xn--mnchen-3ya.example"]],
    ["https://my_bucket.example.com", ["https://my_bucket.example.com"]],
  ])("reads %j as %j", (text, origins) => {
    expect(parseContentOrigins({ PORTICO_CONNECT_ORIGINS: text }).connect).toEqual(origins);
  });

  it.each([
    "*",
    "https:",
    "https://*",
    "https://*.example.com",
    "https://api.example.com:*",
    "'self'",
    "'unsafe-inline'",
    "'nonce-abc'",
    "data:",
    "blob:",
    "api.example.com",
    "//api.example.com",
    "https:api.example.com",
    "https://api.example.com/v1",
    "https://api.example.com//",
    "https://api.example.com?x=1",
    "https://api.example.com#x",
    "https://user:5ecret@api.example.com",
    "https://API.example.com",
    "https://münchen.example",
    "https://api.example.com:443",
    "https://api.example.com.",
    "https://.example.com",
    "https://a..example",
    "https://-a.example",
    "https://api.example.com;script-src",
    "https://a.example;default-src",
    "https://a%2eexample",
    "https://[::1]",
    "https://[2001:db8::1]:8443",
    "https://10.0.0.1",
    "http://127.0.0.2:80",
    "https://0x7f.1",
    "http://api.example.com",
    "ws://live.example.com",
    "ftp://a.example",
    "javascript:alert(1)",
    "none",
    "null",
    ";",
  ])("refuses %j in each variable by its name and position, and says how it should look", (wrong) => {
    for (const name of Object.values(contentVariables)) {
      const run = () => parseContentOrigins({ [name]: `https://right.example.com, ${wrong}` });
      expect(run).toThrow(new RegExp(`^${name} at entry 2 must .*https://`));
      expect(run).not.toThrow("5ecret");
    }
  });

  it.each(Object.values(contentVariables).filter((name) => name !== "PORTICO_CONNECT_ORIGINS"))(
    "accepts WebSockets for connections and not in %s",
    (name) => {
      expect(() => parseContentOrigins({ [name]: "wss://live.example.com" })).toThrow(
        new RegExp(`^${name} at entry 1 must be an origin such as https://`),
      );
    },
  );

  it("refuses separators without an origin", () => {
    expect(() => parseContentOrigins({ PORTICO_IMAGE_ORIGINS: " , " })).toThrow(
      /^PORTICO_IMAGE_ORIGINS must/,
    );
  });
});
