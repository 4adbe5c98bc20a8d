import { describe, expect, it } from "vitest";

import { type CheckId, unknownWords } from "../../contract/doctor/messages.ts";
import { chooseRows } from "../../contract/testing/long-run.ts";
import { allCheckIds, type CheckResult, describeResult } from "../../contract/doctor/check.ts";
import { mockApiKey, mockSealingKeys } from "../../mocks/development-credentials.ts";
import { createMemoryCounterStore } from "../../function/stores/memory-counter-store.ts";
import { newerSealingKey, olderSealingKey } from "../../function/testing/test-keys.ts";
import { diagnose } from "./diagnose.ts";
import { printJson, printResults } from "./print-results.ts";
import { authOrigin, buildFiles, consoleOrigin, createWorld, type World } from "./testing/console-world.ts";

const address = new URL(consoleOrigin);

function listFaults(results: readonly CheckResult[]): string[] {
  return results.flatMap((result) => (result.status === "wrong" ? `${result.id}: ${result.fault}` : []));
}

/** Answers with other headers; null takes one away. */
function withHeaders(
  world: World,
  isFor: (path: string) => boolean,
  changes: Record<string, string | null>,
): void {
  world.intercept = async (request, pass) => {
    const response = await pass();
    if (!isFor(new URL(request.url).pathname)) return response;
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) response.headers.delete(name);
      else response.headers.set(name, value);
    }
    return response;
  };
}

function instead(world: World, isFor: (path: string) => boolean, build: () => Response): void {
  world.intercept = async (request, pass) => (isFor(new URL(request.url).pathname) ? build() : await pass());
}

const html = () =>
  new Response("<!doctype html><title>Host</title>", { headers: { "Content-Type": "text/html" } });
const isPage = (path: string) => !path.startsWith("/api/") && !path.startsWith("/assets/");

const isSignIn = (path: string) => path === "/sign-in";

/** Changes the text of a page. */
function rewrite(world: World, isFor: (path: string) => boolean, change: (text: string) => string): void {
  world.intercept = async (request, pass) => {
    const response = await pass();
    if (!isFor(new URL(request.url).pathname)) return response;
    return new Response(change(await response.text()), response);
  };
}

type Row = {
  mistake: string;
  plant: (world: World) => void;
  found: `${CheckId}: ${string}`;
  /** What follows from it and is found as well. */
  also?: string[];
};

const rows: Row[] = [
  {
    mistake: "a redirect URI that isn't registered",
    plant: ({ workos }) => workos.redirectUris.splice(0, 1, `${consoleOrigin}/callback`),
    found: "redirect-uri: unregistered",
  },
  {
    mistake: "a redirect URI on another origin",
    plant: ({ block }) => (block["workosRedirectUri"] = "https://www.example.com/auth/workos/callback"),
    found: "redirect-uri: otherOrigin",
  },
  {
    mistake: "an allowed origin that is missing",
    plant: ({ workos }) => workos.allowedOrigins.splice(0, 1, "https://www.example.com"),
    found: "allowed-origin: missing",
  },
  {
    mistake: "an allowed origin with a slash",
    plant: ({ workos }) => workos.allowedOrigins.splice(0, 1, `${consoleOrigin}/`),
    found: "allowed-origin: slash",
  },
  {
    mistake: "an authentication domain on another site",
    plant: (world) => {
      world.block["workosApiUrl"] = "https://auth.example.org";
      for (const variables of [world.variables, ...world.instances.map(({ variables }) => variables)])
        Object.assign(variables, {
          VITE_WORKOS_API_URL: "https://auth.example.org",
          WORKOS_API_URL: authOrigin,
        });
      const { fetch } = world.machine;
      world.machine.fetch = async (input, init) => {
        const request = new Request(input, init);
        return await fetch(new Request(request.url.replace("https://auth.example.org", authOrigin), request));
      };
      withHeaders(world, isPage, {
        "Content-Security-Policy":
          "default-src 'none'; script-src 'self'; connect-src 'self' https://auth.example.org; base-uri 'none'; frame-ancestors 'none'",
      });
    },
    found: "authentication-domain: otherSite",
  },
  {
    mistake: "a key that WorkOS doesn't know",
    plant: ({ workos }) => (workos.apiKey = "sk_live_otherenvironment00001"),
    found: "environments: keyRefused",
  },
  {
    mistake: "a key of another environment than the client id's",
    plant: (world) => {
      const { fetch } = world.machine;
      world.machine.fetch = async (input, init) => {
        const request = new Request(input, init);
        const isAboutBoth =
          request.method === "POST" && request.url.endsWith("/user_management/authenticate");
        return isAboutBoth
          ? Response.json({ error: "invalid_client" }, { status: 400 })
          : await fetch(request);
      };
    },
    found: "environments: different",
  },
  {
    mistake: "a client id that WorkOS doesn't know",
    plant: ({ workos }) => (workos.clientId = "client_01JDOCTOR00000000000000009"),
    found: "environments: unknownClient",
  },
  {
    mistake: "a secret in a public variable",
    plant: ({ variables }) => (variables["VITE_WORKOS_CLIENT_SECRET"] = "sk_live_another00000000000000001"),
    found: "public-secret: variable",
  },
  {
    mistake: "a secret in a script of the build",
    plant: (world) => (world.script = `const key = "sk_live_published000000000000001";`),
    found: "public-secret: published",
  },
  {
    mistake: "a host that answers deep links with 404",
    plant: (world) =>
      instead(
        world,
        (path) => isPage(path) && path !== "/",
        () => new Response("Not found", { status: 404 }),
      ),
    found: "deep-link: missing",
  },
  {
    mistake: "an own origin that is the proxy's inner address",
    plant: (world) => {
      world.instances[0] = {
        ...world.instances[0],
        variables: { ...world.variables, PORTICO_ORIGIN: "https://console.internal.example.com" },
      };
    },
    found: "own-origin: different",
    also: ["origin-untrusted: refused"],
  },
  {
    mistake: "a proxy that drops the headers of the page",
    plant: (world) => {
      world.intercept = async (request, pass) =>
        request.method === "POST"
          ? await (async () => {
              request.headers.delete("X-Portico-Request");
              return await pass();
            })()
          : await pass();
    },
    found: "origin-untrusted: refused",
  },
  {
    mistake: "a function without its secrets",
    plant: (world) => {
      world.instances[0] = { ...world.instances[0], variables: { PORTICO_ORIGIN: consoleOrigin } };
    },
    found: "secrets: unset",
  },
  {
    mistake: "the development server's key",
    plant: ({ variables }) => (variables["PORTICO_KEYS"] = mockSealingKeys),
    found: "secrets: mock",
    also: ["keys-differ: unrecognized"],
  },
  {
    mistake: "the mock's API key",
    plant: (world) => {
      world.variables["WORKOS_API_KEY"] = mockApiKey;
      world.workos.apiKey = mockApiKey;
      Object.assign(world.instances[0]?.variables ?? {}, { WORKOS_API_KEY: mockApiKey });
    },
    found: "secrets: mock",
  },
  {
    mistake: "a key that isn't random",
    plant: ({ variables }) => (variables["PORTICO_KEYS"] = `k1:${"A".repeat(43)}`),
    found: "secrets: weak",
  },
  {
    mistake: "clients whose address can't be read",
    plant: (world) => (world.clientAddress = () => null),
    found: "client-addresses: unknown",
  },
  {
    mistake: "clients that all have the proxy's address",
    plant: (world) => (world.clientAddress = () => "10.0.3.7"),
    found: "client-addresses: proxy",
  },
  {
    mistake: "a CloudFront that passes on what clients call the viewer's address",
    plant: (world) =>
      (world.clientAddress = (request) =>
        request.headers.get("CloudFront-Viewer-Address")?.replace(/:[0-9]+$/, "") ?? "198.51.100.7"),
    found: "client-addresses: forged",
  },
  {
    mistake: "clients that can name their own address",
    plant: (world) =>
      (world.clientAddress = (request) => request.headers.get("X-Forwarded-For") ?? "198.51.100.7"),
    found: "client-addresses: forged",
  },
  {
    mistake: "a clock that is two hours ahead",
    plant: (world) => (world.clockOffsetMs = 2 * 3_600_000),
    found: "clock: apart",
  },
  {
    mistake: "instances with different keys",
    plant: (world) => {
      const [first] = world.instances;
      world.instances.push({ ...first, variables: { ...world.variables, PORTICO_KEYS: olderSealingKey } });
    },
    found: "keys-differ: differ",
  },
  {
    mistake: "instances of which one doesn't have the older key",
    plant: (world) => {
      const [first] = world.instances;
      world.instances.push({
        ...first,
        variables: { ...world.variables, PORTICO_KEYS: `${newerSealingKey},${olderSealingKey}` },
      });
    },
    found: "keys-differ: differ",
  },
  {
    mistake: "instances that each count in their own memory",
    plant: (world) => {
      world.instances = [
        { variables: world.variables, store: createMemoryCounterStore() },
        { variables: world.variables, store: createMemoryCounterStore() },
      ];
    },
    found: "keys-differ: apart",
  },
  {
    mistake: "a localhost address in the build",
    plant: ({ block }) => (block["workosRedirectUri"] = "http://localhost:5173/auth/workos/callback"),
    found: "localhost-urls: loopback",
  },
  {
    mistake: "a localhost address in a variable",
    plant: ({ variables }) => (variables["WORKOS_API_URL"] = "http://localhost:4400"),
    found: "localhost-urls: loopback",
  },
  {
    mistake: "a host that answers /api with the app",
    plant: (world) => instead(world, (path) => path.startsWith("/api/"), html),
    found: "api-html: html",
  },
  {
    mistake: "a host without the function",
    plant: (world) =>
      instead(
        world,
        (path) => path.startsWith("/api/"),
        () => new Response("Not found", { status: 404 }),
      ),
    found: "api-html: missing",
    also: ["keys-differ: unrecognized"],
  },
  {
    mistake: "a host without the content policy",
    plant: (world) => withHeaders(world, isPage, { "Content-Security-Policy": null }),
    found: "headers: missing",
  },
  {
    mistake: "a policy that allows inline scripts",
    plant: (world) =>
      withHeaders(world, isPage, {
        "Content-Security-Policy":
          "script-src 'self' 'unsafe-inline'; connect-src *; base-uri 'none'; frame-ancestors 'none'",
      }),
    found: "headers: weak",
  },
  {
    mistake: "a policy that doesn't name WorkOS",
    plant: (world) =>
      withHeaders(world, isPage, {
        "Content-Security-Policy":
          "script-src 'self'; connect-src 'self' https://api.workos.com; base-uri 'none'; frame-ancestors 'none'",
      }),
    found: "headers: blocksWorkos",
  },
  {
    mistake: "a missing asset that answers the app",
    plant: (world) => instead(world, (path) => path === "/assets/doctor-test.js", html),
    found: "missing-asset: found",
  },
  {
    mistake: "a missing asset that is cached",
    plant: (world) =>
      withHeaders(world, (path) => path === "/assets/doctor-test.js", {
        "Cache-Control": "public, max-age=31536000, immutable",
      }),
    found: "missing-asset: cached",
  },
  {
    mistake: "an index.html that is cached",
    plant: (world) => withHeaders(world, isPage, { "Cache-Control": "public, max-age=3600" }),
    found: "index-caching: cached",
  },
  {
    mistake: "an index.html without any word of caching",
    plant: (world) => withHeaders(world, isPage, { "Cache-Control": null }),
    found: "index-caching: cached",
  },
  {
    mistake: "a sign-in page that is cached",
    plant: (world) => withHeaders(world, isSignIn, { "Cache-Control": "public, max-age=3600" }),
    found: "index-caching: cached",
  },
  {
    mistake: "a sign-in page without a policy",
    plant: (world) => withHeaders(world, isSignIn, { "Content-Security-Policy": null }),
    found: "headers: missing",
  },
  {
    mistake: "a sign-in page whose policy blocks WorkOS",
    plant: (world) =>
      withHeaders(world, isSignIn, {
        "Content-Security-Policy":
          "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'",
      }),
    found: "headers: blocksWorkos",
  },
  {
    mistake: "a sign-in page that isn't there",
    plant: (world) => instead(world, isSignIn, html),
    found: "deep-link: missing",
  },
  {
    mistake: "a sign-in page of another build",
    plant: (world) =>
      rewrite(world, isSignIn, (text) => text.replace("client_01JDOCTOR", "client_00JDOCTOR")),
    found: "configured: mixed",
  },
  {
    mistake: "a page after the sign-out of another build",
    plant: (world) =>
      rewrite(
        world,
        (path) => path === "/signed-out",
        (text) => text.replace(authOrigin, "https://auth.example.org"),
      ),
    found: "configured: mixed",
  },
  {
    mistake: "a sign-in page whose script is of another build",
    plant: (world) => rewrite(world, isSignIn, (text) => text.replace("/assets/app.js", "/assets/old.js")),
    found: "configured: noScript",
  },
  {
    mistake: "a sign-in page with a secret",
    plant: (world) => rewrite(world, isSignIn, (text) => `${text}<!-- sk_live_publishedcanary00001 -->`),
    found: "public-secret: published",
  },
  {
    mistake: "a Redis that can't be reached",
    plant: (world) => {
      world.redis = { kind: "unreachable", cause: "The store can't be reached (ECONNREFUSED)" };
      world.instances[0] = {
        variables: world.variables,
        store: {
          ...createMemoryCounterStore(),
          readStoreId: () => Promise.reject(new Error("The store can't be reached")),
        },
      };
    },
    found: "redis: unreachable",
  },
  {
    mistake: "a Redis that forgets keys",
    plant: (world) => (world.redis = { kind: "inspected", evictionPolicy: "allkeys-lru", isSaved: true }),
    found: "redis: evicting",
  },
  {
    mistake: "a Redis that saves nothing",
    plant: (world) => (world.redis = { kind: "inspected", evictionPolicy: "noeviction", isSaved: false }),
    found: "redis: unsaved",
  },
  {
    mistake: "a mail server that refuses the password",
    plant: (world) => (world.mailFailure = "SMTP AUTH PLAIN 535 EAUTH"),
    found: "mail: login",
  },
  {
    mistake: "a domain without SPF",
    plant: ({ dns }) => (dns["example.com"] = ["other=1"]),
    found: "mail: spf",
  },
  {
    mistake: "a domain with two SPF records",
    plant: ({ dns }) => (dns["example.com"] = ["v=spf1 mx -all", "v=spf1 -all"]),
    found: "mail: spfTwice",
  },
  {
    mistake: "a domain without DKIM",
    plant: ({ dns }) => (dns["_domainkey.example.com"] = "NXDOMAIN"),
    found: "mail: dkim",
  },
  {
    mistake: "a domain without DMARC",
    plant: ({ dns }) => (dns["_dmarc.example.com"] = "NXDOMAIN"),
    found: "mail: dmarc",
  },
  {
    mistake: "a build for another WorkOS application than the function's",
    plant: (world) => {
      const [instance] = world.instances;
      Object.assign(instance?.variables ?? {}, {
        VITE_WORKOS_CLIENT_ID: "client_01JDOCTOR00000000000000002",
      });
    },
    found: "same-build: clientId",
    also: ["environments: different"],
  },
  {
    mistake: "a function whose key is of another environment than its client id",
    plant: (world) => {
      // WorkOS knows the machine's key and the build's client id, and the function has another key.
      Object.assign(world.instances[0]?.variables ?? {}, { WORKOS_API_KEY: "sk_live_otherenvironment00001" });
    },
    found: "environments: keyRefused",
  },
  {
    mistake: "a build that asks WorkOS elsewhere than the function",
    plant: (world) => {
      const { VITE_WORKOS_API_URL: _, ...others } = world.variables;
      world.instances[0] = { ...world.instances[0], variables: others };
    },
    found: "same-build: workosAddress",
  },
  {
    mistake: "a build without a client id",
    plant: ({ block }) => (block["workosClientId"] = null),
    found: "configured: noClientId",
  },
];

describe("the doctor on the command line", () => {
  it("finds nothing wrong where all is well, and checks everything that a command can", async () => {
    const results = await diagnose(createWorld().machine, address);
    const others = results.filter(({ status }) => status !== "ok");
    expect(others.map(({ id, status }) => `${id}: ${status}`)).toEqual(["browser-storage: unknown"]);
  });

  it("finds nothing wrong on a machine with a good build, without an address", async () => {
    const world = createWorld();
    world.machine.build = buildFiles(world);
    expect(listFaults(await diagnose(world.machine, null))).toEqual([]);
  });

  it("names a page of another build on a machine, without an address", async () => {
    const world = createWorld();
    const other = createWorld();
    other.block["workosClientId"] = "client_01JDOCTOR00000000000000002";
    const page = buildFiles(other).get("/sign-in.html");
    if (page === undefined) throw new Error("The build has no sign-in page");
    world.machine.build = new Map([...buildFiles(world), ["/sign-in.html", page]]);
    const results = await diagnose(world.machine, null);
    expect(listFaults(results)).toEqual(["configured: variable"]);
    expect(printResults(results)).toContain(
      "dist/sign-in.html and dist/index.html have different configuration blocks",
    );
  });

  it("finds nothing wrong on a machine whose console is below a base path, without an address", async () => {
    const world = createWorld();
    world.variables["PORTICO_BASE_PATH"] = "/console";
    world.workos.redirectUris = [`${consoleOrigin}/console/auth/workos/callback`];
    world.machine.build = buildFiles(world);
    expect(listFaults(await diagnose(world.machine, null))).toEqual([]);
  });

  it.each(chooseRows(rows, 4))(
    "names $mistake: $found, in words and without any value",
    async ({ plant, found, also = [] }) => {
      const world = createWorld();
      plant(world);
      const results = await diagnose(world.machine, address);
      expect(listFaults(results).toSorted()).toEqual([found, ...also].toSorted());

      const output = printResults(results) + printJson(results, address, 0);
      const secrets = Object.values(world.variables).filter((value) => /canary|sk_/.test(value));
      for (const secret of [...secrets, "canary-password", newerSealingKey.slice(3), "eyJ"])
        expect(output).not.toContain(secret);
      for (const result of results) {
        if (result.status !== "wrong") continue;
        const { wrong, notice, mend } = describeResult(result);
        expect([wrong, notice, mend]).not.toContain(null);
        expect(wrong).not.toBe(result.fault);
      }
    },
  );

  it("is tried with a mistake for everything that it checks", () => {
    const tried = new Set(rows.map(({ found }) => found.split(":")[0]));
    // A browser's data, and an address that doesn't answer, are tried below.
    const others = ["browser-storage", "workos-reachable"];
    expect(allCheckIds.filter((id) => !tried.has(id))).toEqual(expect.arrayContaining(others));
    expect(allCheckIds.filter((id) => !tried.has(id))).toHaveLength(others.length);
  });

  it("names a WorkOS that can't be reached", async () => {
    const world = createWorld();
    const { fetch } = world.machine;
    world.machine.fetch = async (input, init) => {
      const request = new Request(input, init);
      if (request.url.startsWith(authOrigin)) throw new TypeError("fetch failed");
      return await fetch(request);
    };
    expect(listFaults(await diagnose(world.machine, address))).toEqual(["workos-reachable: unreachable"]);
  });

  it("names an address that doesn't answer once, and what it may be, not what a build lacks", async () => {
    const world = createWorld();
    const { fetch } = world.machine;
    world.machine.fetch = async (input, init) => {
      const request = new Request(input, init);
      if (request.url.startsWith(`${consoleOrigin}/`)) throw new TypeError("fetch failed");
      return await fetch(request);
    };
    const results = await diagnose(world.machine, address);
    expect(listFaults(results)).toEqual(["configured: silent"]);
    const result = results.map(describeResult).find(({ id }) => id === "configured");
    expect(result?.wrong).toContain(`${consoleOrigin} doesn't answer`);
    expect(result?.mend).toMatch(/DNS record.*certificate/);
  });

  it("doesn't call a mail server or a Redis wrong that only this machine can't reach", async () => {
    const world = createWorld();
    world.mailFailure = "SMTP CONN ESOCKET ECONNREFUSED";
    world.redis = { kind: "unreachable", cause: "The store can't be reached (ETIMEDOUT)" };
    const results = await diagnose(world.machine, address);
    expect(listFaults(results)).toEqual([]);
    const why = results.map(describeResult).filter(({ id }) => id === "mail" || id === "redis");
    expect(new Set(why.map(({ why }) => why))).toEqual(new Set([unknownWords.notFromHere]));
  });

  it.each<[string, (world: World) => void, string]>([
    ["missing secrets", ({ variables }) => void delete variables["PORTICO_KEYS"], "secrets: missing"],
    [
      "a secret in dist",
      (world) =>
        (world.script = `"redis-canary-password@redis.example.com:6379"; "${world.variables["REDIS_URL"]}"`),
      "public-secret: published",
    ],
    [
      "a build for another application",
      ({ block }) => (block["workosClientId"] = "client_other_application_00000001"),
      "same-build: clientId",
    ],
    [
      "an own origin with a path",
      ({ variables }) => (variables["PORTICO_ORIGIN"] = `${consoleOrigin}/console`),
      "own-origin: malformed",
    ],
    [
      "a malformed public variable",
      ({ variables }) => (variables["VITE_WORKOS_REDIRECT_URI"] = "console.example.com/callback"),
      "configured: variable",
    ],
    [
      "a malformed mail server",
      ({ variables }) => (variables["SMTP_URL"] = "smtp.example.com"),
      "mail: malformed",
    ],
  ])("names %s on the machine, without an address", async (_, plant, found) => {
    const world = createWorld();
    plant(world);
    world.machine.build = buildFiles(world);
    expect(listFaults(await diagnose(world.machine, null))).toContain(found);
  });

  it("says what couldn't be checked, and why, on a machine without secrets", async () => {
    const world = createWorld();
    world.machine.variables = {};
    const results = await diagnose(world.machine, address);
    const unknown = Object.fromEntries(
      results
        .filter(({ status }) => status === "unknown")
        .map((result) => [result.id, describeResult(result).why]),
    );
    expect(unknown).toMatchObject({
      "keys-differ": "PORTICO_KEYS isn't set on this machine.",
      environments: "WORKOS_API_KEY isn't set on this machine.",
      redis: "REDIS_URL isn't set on this machine.",
      mail: "No mail server is set on this machine.",
    });
    expect(results.some(({ status }) => status === "wrong")).toBe(false);
  });
});

describe("a hostile console", () => {
  const escape = "\u001b]52;c;ZXZpbA==\u0007\u009b2J\u202e\r\nfake";

  it.each<[string, (world: World) => void]>([
    [
      "a header",
      (world) =>
        withHeaders(world, (path) => path === "/", { "Cache-Control": "max-age=1\u009b2J", ETag: null }),
    ],
    ["the path of a script", (world) => hostilePage(world)],
    [
      "the function's answer",
      (world) =>
        instead(
          world,
          (path) => path.endsWith("/doctor"),
          () => Response.json({ ownOrigin: `https://a.example${escape}`, details: null }),
        ),
    ],
  ])("writes no control characters to the terminal with %s", async (_, plant) => {
    const world = createWorld();
    plant(world);
    const results = await diagnose(world.machine, address);
    const output = [printResults(results), printJson(results, address, 0)].join("");
    expect(listFaults(results)).not.toEqual([]);
    expect(output.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(output).not.toMatch(/^\W*fake/m);
  });

  it("can't send the doctor to addresses inside the network", async () => {
    const world = createWorld();
    const asked: string[] = [];
    const { fetch } = world.machine;
    world.machine.fetch = async (input, init) => {
      const request = new Request(input, init);
      const { origin } = new URL(request.url);
      asked.push(origin);
      const response = await fetch(request);
      const target = response.headers.get("Location");
      // As the real one does.
      if (target === null || request.redirect === "manual") return response;
      asked.push(new URL(target, request.url).origin);
      return new Response("instance credentials");
    };
    instead(
      world,
      () => true,
      () => new Response(null, { status: 307, headers: { Location: "http://169.254.169.254/latest" } }),
    );
    const results = await diagnose(world.machine, address);
    expect(asked).toContain(consoleOrigin);
    expect(asked).not.toContain("http://169.254.169.254");
    expect(listFaults(results)).toContain("configured: noPage");
  });

  it("can't fill the doctor's memory with an answer that doesn't end", async () => {
    const world = createWorld();
    let chunks = 0;
    instead(
      world,
      (path) => path === "/assets/app.js",
      () =>
        new Response(
          new ReadableStream({
            pull: (controller) => {
              chunks += 1;
              if (chunks > 1000) controller.close();
              else controller.enqueue(new Uint8Array(1_000_000));
            },
          }),
        ),
    );
    expect(listFaults(await diagnose(world.machine, address))).toEqual([]);
    expect(chunks).toBeLessThan(100);
  });

  it("is followed on its own origin, and no further than ten times", async () => {
    const world = createWorld();
    let redirects = 0;
    world.intercept = async (request, pass) => {
      const { pathname } = new URL(request.url);
      if (pathname.startsWith("/api/")) {
        redirects += 1;
        return new Response(null, { status: 302, headers: { Location: pathname } });
      }
      if (pathname !== "/dashboard") return await pass();
      return new Response(null, { status: 308, headers: { Location: "/members" } });
    };
    const results = await diagnose(world.machine, address);
    expect(redirects).toBeLessThan(300);
    expect(listFaults(results)).toContain("api-html: missing");
    expect(listFaults(results)).not.toContain("deep-link: missing");
  });

  function hostilePage(world: World): void {
    const secret = "sk_live_abcdefgh12345678";
    instead(
      world,
      (path) => path === "/",
      () =>
        new Response(
          `<script type="application/json" id="portico-config">${JSON.stringify(world.block)}</script><script src="/a${escape}.js"></script>`,
          { headers: { "Content-Type": "text/html" } },
        ),
    );
    const { intercept } = world;
    world.intercept = async (request, pass) =>
      new URL(request.url).pathname.startsWith("/a") && !request.url.includes("/api/")
        ? new Response(secret)
        : await intercept(request, pass);
  }
});
