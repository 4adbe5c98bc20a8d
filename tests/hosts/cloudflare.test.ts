import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";

import { isLongRun } from "../../src/contract/testing/long-run.ts";
import { apiPaths } from "../../src/contract/api-paths.ts";
import { parseProblem } from "../../src/contract/failure.ts";
import { parseHealth, parseSessionAnswer } from "../../src/contract/session.ts";
import { writeHostOutput } from "../../src/function/hosts/build/write-host-output.ts";
import { readStampedBlock } from "../../src/function/hosts/stamped-block.ts";
import { createTestBrowser, type TestBrowser, testOrigin } from "../../src/function/testing/test-browser.ts";
import { createTestWorkos } from "../../src/function/testing/test-workos.ts";
import { testSealingKeys } from "../../src/function/testing/test-keys.ts";
import { ada, grace } from "../../src/mocks/people.ts";
import { serveWorkos, workosOrigin } from "../function/serve-workos.ts";
import { type CloudflareServer, serveCloudflareOutput } from "./serve-cloudflare-output.ts";

const buildTimeoutMs = 120_000;

const script = "export const page = 1;\n";
/** Not the mock's own, which a console on the internet refuses. */
const credentials = { clientId: "client_01WORKER", apiKey: "sk_test_worker" };

const block = JSON.stringify({
  workosClientId: credentials.clientId,
  workosApiUrl: workosOrigin,
  workosRedirectUri: null,
});
const indexHtml = `<!doctype html><title>Console</title><script type="application/json" id="portico-config">${block}</script>\n`;

const signInHtml = `${indexHtml}<h1>Sign in</h1>\n`;

let rootDirectory = "";
const workos = createTestWorkos(credentials);
/** Requests to WorkOS whose path contains one of these wait until it is taken out. */
const held = new Set<string>();
const reached: string[] = [];
let server: CloudflareServer;
let output = "";
let apiUrl = "";
const closing: (() => unknown)[] = [];

const outputDirectory = () => join(rootDirectory, "build", "cloudflare");

async function readJson(...path: string[]) {
  return JSON.parse(await readFile(join(...path), "utf8"));
}

function serve(
  variables: Record<string, string> = {},
  reroutes: Record<string, string> = {},
): Promise<CloudflareServer> {
  return serveCloudflareOutput({
    outputDirectory: outputDirectory(),
    reroutes,
    variables: {
      WORKOS_API_KEY: credentials.apiKey,
      WORKOS_CLIENT_ID: credentials.clientId,
      PORTICO_KEYS: testSealingKeys,
      WORKOS_API_URL: apiUrl,
      WORKOS_ISSUER: workosOrigin,
      PORTICO_ORIGIN: testOrigin,
      ...variables,
    },
    onOutput: (text) => {
      output += text;
    },
  });
}

/** Requests as Cloudflare passes them on: for the console's origin. */
function appAt(origin: string) {
  return {
    fetch: async (request: Request) => {
      const { pathname, search } = new URL(request.url);
      return await fetch(`${origin}${pathname}${search}`, {
        method: request.method,
        headers: request.headers,
        redirect: "manual",
        ...(request.method === "POST" && { body: await request.text() }),
      });
    },
  };
}

async function get(
  path: string,
  headers: Record<string, string> = {},
  { method = "GET", origin = server.origin } = {},
): Promise<Response> {
  return await fetch(`${origin}${path}`, { method, headers, redirect: "manual" });
}

async function requestCode(browser: TestBrowser, email: string): Promise<string> {
  const before = workos.mailbox.list().length;
  expect((await browser.post(apiPaths.sendEmailCode, { email })).status).toBe(202);
  await vi.waitUntil(() => workos.mailbox.list().length > before, { timeout: 30_000 });
  return /[0-9]{6}/.exec(workos.mailbox.latestTo(email)?.text ?? "")?.[0] ?? "";
}

async function signIn(browser: TestBrowser, email: string): Promise<string> {
  const code = await requestCode(browser, email);
  const answer = await browser.post(apiPaths.verifyEmailCode, { code });
  const session = parseSessionAnswer(await answer.json());
  if (session === null) throw new Error(`No session, but ${String(answer.status)}`);
  return session.accessToken;
}

beforeAll(async () => {
  if (!isLongRun) return;
  rootDirectory = await mkdtemp(join(tmpdir(), "portico-cloudflare-"));
  const files = {
    "index.html": indexHtml,
    "sign-in.html": signInHtml,
    "assets/page-Bx3.js": script,
    "icon.svg": "<svg/>",
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(rootDirectory, "dist", path)), { recursive: true });
    await writeFile(join(rootDirectory, "dist", path), text);
  }
  // Set by Cloudflare's builds to the Worker's name in the dashboard.
  const variables = { WRANGLER_CI_OVERRIDE_NAME: "console-of-the-dashboard" };
  await writeHostOutput({ host: "cloudflare", variables, rootDirectory });
  const served = await serveWorkos({
    answer: async (request) => {
      const { pathname } = new URL(request.url);
      reached.push(pathname);
      const isHeld = () => [...held].some((part) => pathname.includes(part));
      while (isHeld()) await new Promise((proceed) => setTimeout(proceed, 5));
      return await workos.answer(request);
    },
  });
  apiUrl = served.origin;
  server = await serve();
  closing.push(served.close, async () => await server.stop());
}, buildTimeoutMs);
afterEach(() => {
  held.clear();
});
afterAll(async () => {
  for (const close of closing.toReversed()) await close();
  if (isLongRun) await rm(rootDirectory, { recursive: true, force: true });
});

describe.runIf(isLongRun)("npm run build for Cloudflare", () => {
  it("points wrangler to a configuration whose files are there, with nothing in the project's root", async () => {
    const deploy = join(rootDirectory, ".wrangler", "deploy");
    const { configPath } = await readJson(deploy, "config.json");
    expect(resolve(deploy, configPath)).toBe(join(outputDirectory(), "wrangler.json"));
    const wrangler = await readJson(deploy, configPath);
    expect(
      await readFile(join(outputDirectory(), wrangler.assets.directory, "assets/page-Bx3.js"), "utf8"),
    ).toBe(script);
    const code = await readFile(join(outputDirectory(), wrangler.main), "utf8");
    for (const binding of wrangler.durable_objects.bindings) expect(code).toMatch(`${binding.class_name}`);
    expect(wrangler.name).toBe("console-of-the-dashboard");
    expect(wrangler.durable_objects.bindings).toEqual([
      { name: "PORTICO_STORE", class_name: wrangler.migrations[0].new_sqlite_classes[0] },
    ]);
  });

  it("is refused on Cloudflare Pages, which has no Durable Objects, with what to do instead", async () => {
    const build = writeHostOutput({ host: "cloudflare", variables: { CF_PAGES: "1" }, rootDirectory });
    await expect(build).rejects.toThrow(/CF_PAGES.*create a Worker.*PORTICO_HOST=static/);
  });

  it("bundles nothing of Node's but what its compatibility flag has, and the function in a module of its own", async () => {
    const { main, compatibility_flags: flags } = await readJson(outputDirectory(), "wrangler.json");
    const start = await readFile(join(outputDirectory(), main), "utf8");
    const code = `${start}\n${await readFile(join(outputDirectory(), dirname(main), "function.mjs"), "utf8")}`;
    expect(start).not.toMatch(/email-code|magic_auth/);
    const imported = [...code.matchAll(/(?:from|import)\s*\(?["'`]([^"'`\s()]+)["'`]/g)].map(
      ([, name]) => name,
    );
    expect(new Set(imported)).toEqual(new Set(["./function.mjs", "node:async_hooks", "cloudflare:workers"]));
    expect(flags).toEqual(["nodejs_als", "new_module_registry"]);
    expect(code).not.toMatch(/nodemailer|@redis\/client/);
  });
});

describe.runIf(isLongRun)("the Worker", { timeout: 60_000 }, () => {
  it.each([
    ["/", "no-cache"],
    ["/index.html", "no-cache"],
    ["/members/ada@example.com", "no-cache"],
    ["/sign-in.html", "no-cache"],
    // This build has no file for it.
    ["/login", "no-cache"],
    ["/auth/workos/callback?code=1", "no-store"],
  ])("answers a navigation to %s with the page, the policy and %s", async (path, caching) => {
    const page = await get(path, { Accept: "text/html" });
    expect([page.status, await page.text()]).toEqual([200, indexHtml]);
    const policy = page.headers.get("Content-Security-Policy");
    expect(policy).toContain(`connect-src 'self' ${workosOrigin};`);
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(page.headers.get("Strict-Transport-Security")).toContain("max-age=");
    expect(page.headers.get("Cache-Control")).toBe(caching);
    expect(page.headers.get("Content-Type")).toBe("text/html; charset=utf-8");
    expect(page.headers.get("ETag")).toMatch(/^"[\w-]+"$/);
  });

  it("answers 304 to a page and a file that didn't change, weakened tags included", async () => {
    for (const path of ["/dashboard", "/assets/page-Bx3.js", "/icon.svg"]) {
      const first = await get(path, { Accept: "text/html" });
      await first.text();
      const tag = first.headers.get("ETag") ?? "";
      for (const sent of [tag, `W/${tag}`]) {
        const again = await get(path, { Accept: "text/html", "If-None-Match": sent });
        expect([path, again.status, await again.text()]).toEqual([path, 304, ""]);
      }
    }
  });

  it("answers a hashed asset with its bytes, immutable for a year and with the security headers", async () => {
    const asset = await get("/assets/page-Bx3.js");
    expect([asset.status, await asset.text()]).toEqual([200, script]);
    expect(asset.headers.get("Cache-Control")).toBe("public, max-age=31536000, immutable");
    expect(asset.headers.get("Content-Type")).toBe("text/javascript; charset=utf-8");
    expect(asset.headers.get("X-Content-Type-Options")).toBe("nosniff");
    const head = await get("/assets/page-Bx3.js", {}, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });

  it.each(["/assets/gone.js", "/assets/", "/assets", "/favicon.png", "/assets/page-Bx3.js/x", "/.env"])(
    "answers 404 to %s, never to be cached",
    async (path) => {
      const missing = await get(path, { Accept: path.startsWith("/assets") ? "text/html" : "image/*" });
      expect([missing.status, missing.headers.get("Cache-Control")]).toEqual([404, "no-store"]);
      expect(missing.headers.get("Content-Security-Policy")).not.toBeNull();
    },
  );

  it("answers 405 to other methods of a page", async () => {
    expect((await get("/dashboard", {}, { method: "POST" })).status).toBe(405);
  });

  it("signs in with a mailed code, keeps counts and sessions in Durable Objects, and takes a code once", async () => {
    const browser = createTestBrowser(appAt(server.origin));
    const code = await requestCode(browser, grace.email);
    const cookies = new Map(browser.cookies);
    const signedIn = await browser.post(apiPaths.verifyEmailCode, { code });
    expect(parseSessionAnswer(await signedIn.json())?.user.email).toBe(grace.email);
    const refreshed = await browser.post(apiPaths.refreshSession, {});
    expect(refreshed.status).toBe(200);

    const thief = createTestBrowser(appAt(server.origin));
    for (const [name, value] of cookies) thief.cookies.set(name, value);
    expect((await thief.post(apiPaths.verifyEmailCode, { code })).status).toBeGreaterThanOrEqual(400);
    expect((await browser.post(apiPaths.signOut, {})).status).toBe(200);
  });

  it("counts by the address that Cloudflare sets, whatever the client sends", async () => {
    const statuses = await Promise.all(
      Array.from({ length: 33 }, async (_, index) => {
        const browser = createTestBrowser(appAt(server.origin), { address: "198.51.100.7" });
        const claimed = `203.0.113.${String(index)}`;
        const answer = await browser.post(
          apiPaths.sendEmailCode,
          { email: `person-${String(index)}@example.com` },
          { "CF-Connecting-IP": claimed, "X-Forwarded-For": claimed },
        );
        return answer.status;
      }),
    );
    expect(statuses.filter((status) => status === 202)).toHaveLength(30);
    expect(statuses.filter((status) => status === 429)).toHaveLength(3);
    const other = createTestBrowser(appAt(server.origin), { address: "198.51.100.8" });
    expect((await other.post(apiPaths.sendEmailCode, { email: "other@example.com" })).status).toBe(202);
  });

  it("sends the mail after the answer, whatever time it takes, also when the client has left", async () => {
    held.add("magic_auth");
    const before = workos.mailbox.list().length;
    const browser = createTestBrowser(appAt(server.origin), { address: "198.51.100.20" });
    expect((await browser.post(apiPaths.sendEmailCode, { email: ada.email })).status).toBe(202);
    expect(workos.mailbox.list()).toHaveLength(before);
    held.clear();
    await vi.waitUntil(() => workos.mailbox.list().length > before, { timeout: 30_000 });
  });
});

describe.runIf(isLongRun)("the local issuer in the Worker", { timeout: 60_000 }, () => {
  it("signs in an account of the backend with a code that Resend mails, while WorkOS is down", async () => {
    const mails: { to: string[]; subject: string }[] = [];
    const services = await serveWorkos({
      answer: async (request) => {
        const { pathname } = new URL(request.url);
        if (pathname === "/accounts") return Response.json({ email: grace.email, isConfirmed: true });
        if (pathname === "/emails") mails.push(await request.json());
        return Response.json({});
      },
    });
    const own = await serve(
      {
        PORTICO_ACCOUNTS: `${services.origin}/accounts`,
        PORTICO_ACCOUNTS_TOKEN: "token-of-the-backend",
        RESEND_API_KEY: "re_1",
        MAIL_FROM: "sign-in@example.com",
      },
      { "https://api.resend.com": services.origin },
    );
    try {
      workos.faults.set([
        { path: "/user_management", kind: "status", status: 500 },
        { path: "/sso", kind: "status", status: 500 },
      ]);
      const browser = createTestBrowser(appAt(own.origin), { address: "198.51.100.50" });
      expect((await browser.post(apiPaths.sendEmailCode, { email: grace.email })).status).toBe(202);
      await vi.waitUntil(() => mails.length > 0, { timeout: 20_000 });
      const code = /[0-9]{6}/.exec(mails[0]?.subject ?? "")?.[0];
      const answer = await browser.post(apiPaths.verifyEmailCode, { code });
      expect(parseSessionAnswer(await answer.json())?.user.email).toBe(grace.email);
    } finally {
      workos.faults.clear();
      services.close();
      await own.stop();
    }
  });
});

describe.runIf(isLongRun)(
  "the Worker that starts with other variables than the build's",
  { timeout: 60_000 },
  () => {
    it("stamps its pages and its policy, with entity tags of their own", async () => {
      const clientId = "client_other";
      const other = await serve({
        VITE_WORKOS_CLIENT_ID: clientId,
        WORKOS_CLIENT_ID: clientId,
        VITE_WORKOS_API_URL: "https://auth.example.com",
        PORTICO_CONNECT_ORIGINS: "https://api.example.com",
      });
      closing.push(async () => await other.stop());
      const accept = { Accept: "text/html" };
      const tags = new Set<string>();
      for (const path of ["/", "/sign-in"]) {
        const page = await get(path, accept, { origin: other.origin });
        const html = await page.text();
        expect(html.includes("<h1>Sign in</h1>")).toBe(path === "/sign-in");
        expect(readStampedBlock(html)).toEqual({
          workosClientId: clientId,
          workosApiUrl: "https://auth.example.com",
          workosRedirectUri: null,
        });
        expect(page.headers.get("Content-Security-Policy")).toContain(
          "connect-src 'self' https://auth.example.com https://api.example.com;",
        );
        const tag = page.headers.get("ETag") ?? "";
        expect(tag).toMatch(/^"[\w-]+"$/);
        tags.add(tag);
        const headers = { ...accept, "If-None-Match": tag };
        expect((await get(path, headers, { origin: other.origin })).status).toBe(304);
        expect((await get(path, headers)).status).toBe(200);
      }
      expect(tags.size).toBe(2);
    });
  },
);

describe.runIf(isLongRun)("the Worker's cron trigger", { timeout: 120_000 }, () => {
  it("tells WorkOS of a sign-out that it couldn't be told of, also when no request comes", async () => {
    const own = await serve();
    try {
      const browser = createTestBrowser(appAt(own.origin), { address: "198.51.100.40" });
      await signIn(browser, "signed-out@example.com");
      const countRevocations = () => reached.filter((pathname) => pathname.includes("revoke")).length;
      const before = countRevocations();
      workos.faults.set([{ path: "/user_management/sessions/revoke", kind: "status", status: 500 }]);
      const cookies = new Map(browser.cookies);
      expect((await browser.post(apiPaths.signOut, {})).status).toBe(200);
      // The request itself tries once more after two seconds.
      await vi.waitUntil(() => countRevocations() > before + 1, { timeout: 60_000 });
      workos.faults.clear();
      const failed = countRevocations();

      expect(await own.runScheduled()).toBe("ok");
      expect(countRevocations()).toBe(failed);
      await own.passTime(61_000);
      expect(await own.runScheduled()).toBe("ok");
      expect(countRevocations()).toBe(failed + 1);
      expect(cookies.size).toBeGreaterThan(0);
    } finally {
      await own.stop();
    }
  });

  it("fails where the Worker can't start, so that the dashboard shows it", async () => {
    const wrong = await serve({ PORTICO_ORIGIN: "" });
    try {
      expect(await wrong.runScheduled()).toBe("exception");
    } finally {
      await wrong.stop();
    }
  });
});

/** Sends a request over a connection of its own, and resets it once WorkOS is being asked. */
async function sendAndReset(
  origin: string,
  path: string,
  headers: Record<string, string>,
  body: string | null,
  asked: string,
): Promise<void> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  const before = reached.filter((pathname) => pathname.includes(asked)).length;
  const lines = [
    `${body === null ? "GET" : "POST"} ${path} HTTP/1.1`,
    `Host: ${new URL(testOrigin).host}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === null ? [] : [`Content-Length: ${String(Buffer.byteLength(body))}`]),
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n${body ?? ""}`);
  await vi.waitUntil(() => reached.filter((pathname) => pathname.includes(asked)).length > before, {
    timeout: 30_000,
  });
  socket.resetAndDestroy();
}

describe.runIf(isLongRun)(
  "a client that resets its connection while the function waits for WorkOS",
  { timeout: 120_000 },
  () => {
    it("leaves calls that need WorkOS's keys as they were", async () => {
      const fresh = await serve();
      try {
        const address = { address: "198.51.100.30" };
        const browser = createTestBrowser(appAt(server.origin), address);
        const accessToken = await signIn(browser, grace.email);
        held.add("/jwks");
        const authorization = { Authorization: `Bearer ${accessToken}` };
        await sendAndReset(fresh.origin, apiPaths.listMembers, authorization, null, "/jwks");
        const list = async () => (await get(apiPaths.listMembers, authorization, fresh)).status;
        // This one comes while the keys are still being fetched.
        const during = list();
        held.clear();
        expect([await during, await list(), await list(), await list()]).toEqual([200, 200, 200, 200]);
      } finally {
        await fresh.stop();
      }
    });

    it("leaves the refresh of the session to the next request", async () => {
      const browser = createTestBrowser(appAt(server.origin), { address: "198.51.100.31" });
      await signIn(browser, grace.email);
      held.add("authenticate");
      const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
      await sendAndReset(
        server.origin,
        apiPaths.refreshSession,
        {
          Cookie: cookie,
          Origin: testOrigin,
          "Content-Type": "application/json",
          "Sec-Fetch-Site": "same-origin",
          "X-Portico-Request": "1",
        },
        "{}",
        "authenticate",
      );
      const during = browser.post(apiPaths.refreshSession, {});
      held.clear();
      expect((await during).status).toBe(200);
      expect((await browser.post(apiPaths.refreshSession, {})).status).toBe(200);
    });

    it("leaves later sends of codes to the same address as they were", async () => {
      const email = "reset@example.com";
      held.add("magic_auth");
      await sendAndReset(
        server.origin,
        apiPaths.sendEmailCode,
        {
          Origin: testOrigin,
          "Content-Type": "application/json",
          "Sec-Fetch-Site": "same-origin",
          "X-Portico-Request": "1",
          "x-test-client-address": "198.51.100.32",
        },
        JSON.stringify({ email }),
        "magic_auth",
      );
      held.clear();
      const browser = createTestBrowser(appAt(server.origin), { address: "198.51.100.33" });
      await signIn(browser, email);
      expect(output).not.toMatch(/different request|hung|uncaught/i);
    });
  },
);

describe.runIf(isLongRun)("a Worker whose variables are wrong", { timeout: 60_000 }, () => {
  const wrongVariables = [
    ["REDIS_URL", "https://default:5ecret@redis.example.com"],
    ["SMTP_URL", "smtp://a:5ecret@mail.example.com"],
    ["PORTICO_ACCOUNTS", "file:5ecret.json"],
    ["PORTICO_KEYS", "k1:5ecret"],
    ["PORTICO_ORIGIN", ""],
    ["PORTICO_SINGEL_INSTANCE", "5ecret"],
    ["WORKOS_CLIENT_ID", "client_5ecret"],
  ] as const;

  it.each(wrongVariables)(
    "answers calls with a problem, and logs %s by name and no value",
    async (name, value) => {
      output = "";
      const wrong = await serve({ MAIL_FROM: "a@example.com", [name]: value });
      try {
        const health = await fetch(`${wrong.origin}${apiPaths.health}`);
        expect(health.status).toBe(503);
        expect(parseProblem(await health.json())?.code).toBe("not_configured");
        // Pages don't wait for the function, so people who use AuthKit still sign in.
        const page = await fetch(wrong.origin, { headers: { Accept: "text/html" } });
        expect(page.status).toBe(["PORTICO_ORIGIN", "WORKOS_CLIENT_ID"].includes(name) ? 503 : 200);
        await vi.waitUntil(() => output.includes("function_not_started"), { timeout: 30_000 });
        expect(output).toContain(name);
        expect(output).not.toContain("5ecret");
      } finally {
        await wrong.stop();
      }
    },
  );

  it("says in health that codes aren't set up where WorkOS's key is missing, and serves the pages", async () => {
    const unconfigured = await serve({ WORKOS_API_KEY: "" });
    try {
      const health = await fetch(`${unconfigured.origin}${apiPaths.health}`);
      expect(parseHealth(await health.json())?.emailCode).not.toBe("available");
      expect((await fetch(unconfigured.origin, { headers: { Accept: "text/html" } })).status).toBe(200);
    } finally {
      await unconfigured.stop();
    }
  });
});
