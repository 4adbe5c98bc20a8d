import { describe, expect, it } from "vitest";

import { parseStandaloneOptions } from "./standalone-options.ts";

const appOrigin = ["--app-origin", "http://localhost:4300"];

describe("the standalone command", () => {
  it("registers the app's addresses", () => {
    const options = parseStandaloneOptions(appOrigin);
    expect(options.workos).toEqual({
      redirectUris: [
        "http://localhost:4300/auth/workos/callback",
        "http://localhost:4300/auth/magic-link/callback",
      ],
      logoutUris: ["http://localhost:4300/signed-out"],
      allowedOrigins: ["http://localhost:4300"],
      signUpAllowed: true,
    });
    expect([options.port, options.host, options.originOf(4100)]).toEqual([
      4100,
      "localhost",
      "http://localhost:4100",
    ]);
  });

  it("is an authentication domain beside the app with a cookie domain", () => {
    const options = parseStandaloneOptions([
      ...appOrigin,
      "--cookie-domain",
      "portico.localhost",
      "--no-sign-up",
    ]);
    expect(options.originOf(4101)).toBe("http://auth.portico.localhost:4101");
    expect(options.workos).toMatchObject({ cookieDomain: "portico.localhost", signUpAllowed: false });
  });

  it("believes an origin it is told", () => {
    const options = parseStandaloneOptions([...appOrigin, "--origin", "https://auth.example.com/"]);
    expect(options.originOf(4100)).toBe("https://auth.example.com");
  });

  it.each([
    [[], "--app-origin"],
    [["--app-origin", "localhost"], "--app-origin"],
    [["--app-origin", "http://localhost:4300/app"], "--app-origin"],
    [[...appOrigin, "--port", "x"], "--port"],
    [[...appOrigin, "--port", "70000"], "--port"],
    [[...appOrigin, "--colour"], "--colour"],
  ])("refuses %o and names %s", (commandLine, named) => {
    expect(() => parseStandaloneOptions(commandLine)).toThrow(named);
  });
});
