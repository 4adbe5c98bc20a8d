import { once } from "node:events";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { htmlPages } from "../../src/contract/html-pages.ts";
import { isLongRun } from "../../src/contract/testing/long-run.ts";
import {
  type RedisServer,
  redisStartTimeoutMs,
  startRedisServer,
} from "../../src/function/stores/testing/redis-server.ts";
import { parseContentOrigins } from "../../src/function/hosts/content-origins.ts";
import { buildSecurityHeaders } from "../../src/function/hosts/security-headers.ts";
import { testSealingKeys } from "../../src/function/testing/test-keys.ts";
import { type MockServer, startMockServer } from "../../src/mocks/mock-server.ts";
import {
  buildOutputs,
  type BuiltOutputs,
  clientId,
  ownOrigin,
  secretCanaries,
  workosOrigin,
} from "./build-outputs.ts";
import { startTestSmtpServer } from "../../src/function/features/local-issuer/mail/testing/test-smtp-server.ts";
import { cases, type CaseWorld, ownPage } from "./cases.ts";
import { cloudfrontSecret, drivers, startBundledServer } from "./drivers.ts";
import { buildEvent, loadHandler } from "./simulators/lambda.ts";
import { startSlowWorkos } from "./slow-workos.ts";

const apiKey = "sk_test_contract";

const configured = {
  PORTICO_ORIGIN: ownOrigin,
  PORTICO_KEYS: testSealingKeys,
  WORKOS_API_KEY: apiKey,
  WORKOS_CLIENT_ID: clientId,
};

let outputs: BuiltOutputs;
let redis: RedisServer;
let workos: MockServer;

/** In the short form only Node, the default. */
const chosenDrivers = drivers.filter(({ name }) => isLongRun || name === "node");
const outputNames = [...chosenDrivers.map(({ name }) => name), ...(isLongRun ? (["static"] as const) : [])];

beforeAll(async () => {
  outputs = await buildOutputs(outputNames);
  redis = await startRedisServer();
  workos = await startMockServer(
    { port: 0, host: "localhost", originOf: (port) => `http://localhost:${String(port)}` },
    { redirectUris: [], logoutUris: [], allowedOrigins: [ownOrigin], clientId, apiKey },
  );
}, redisStartTimeoutMs);
afterAll(async () => {
  await workos.close();
  await redis.stop();
  await outputs.remove();
});

it("has at least 150 facts about every host", () => {
  expect(cases.length).toBeGreaterThanOrEqual(150);
  expect(new Set(cases.map(({ title }) => title)).size).toBe(cases.length);
  for (const { name } of drivers) {
    expect(cases.filter(({ notOn = {} }) => notOn[name] === undefined).length).toBeGreaterThanOrEqual(150);
  }
});

it.each(outputNames)("the output for %s has no secret that its build knew", async (name) => {
  const directory = outputs.directoryOf(name);
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  expect(paths.length).toBeGreaterThan(5);
  const found = await Promise.all(
    paths.map(async (path) => {
      const text = await readFile(path, "latin1");
      return Object.entries(secretCanaries)
        .filter(([, value]) => text.includes(value))
        .map(([variable]) => `${path} has ${variable}`);
    }),
  );
  expect(found.flat()).toEqual([]);
});

describe.each(chosenDrivers.map((driver, index) => ({ driver, name: driver.name, index })))(
  "the output for $name",
  ({ driver, name, index }) => {
    let world: CaseWorld;
    beforeAll(async () => {
      const host = await driver.start(outputs.directoryOf(name), {
        ...configured,
        WORKOS_API_URL: workos.origin,
        REDIS_URL: `${redis.url}/${String(index)}`,
      });
      const { mailbox } = workos.workos;
      const email = `person-on-${name}@example.com`;
      world = {
        host,
        paths: outputs.paths,
        pages: outputs.pages,
        mailbox,
        email,
        cookies: new Map(),
      };
    }, 60_000);
    afterAll(async () => {
      await world.host.close();
    });

    const chosen = cases.filter(
      ({ notOn = {}, isShort }) => notOn[name] === undefined && (isLongRun || isShort === true),
    );
    it.each(chosen)("$title", async ({ check }) => {
      await check(world);
    });
  },
);

describe.runIf(isLongRun).each(drivers.filter(({ name }) => ["vercel", "netlify", "lambda"].includes(name)))(
  "the function on $name, which has many instances",
  ({ name, start }) => {
    it.each<[string, Record<string, string>]>([
      ["REDIS_URL", { REDIS_URL: "" }],
      ["PORTICO_SINGLE_INSTANCE", { REDIS_URL: "", PORTICO_SINGLE_INSTANCE: "true" }],
    ])(
      "refuses counters in memory: the log names %s, and the answer nothing",
      async (variable, variables) => {
        const host = await start(outputs.directoryOf(name), { ...configured, ...variables });
        try {
          const response = await host.fetch("/api/health");
          expect([response.status, response.headers.get("Content-Type")]).toEqual([
            503,
            "application/problem+json",
          ]);
          expect(JSON.parse(response.text)).toEqual({
            type: "about:blank",
            title: "Service Unavailable",
            status: 503,
            code: "not_configured",
            reference: expect.any(String),
          });
          expect(host.readOutput()).toMatch(
            new RegExp(`"event":"function_not_started","cause":"${variable} `),
          );
        } finally {
          await host.close();
        }
      },
    );
  },
);

const sendInit = (email: string) => ({ method: "POST", headers: ownPage, body: JSON.stringify({ email }) });

async function startNode(variables: Record<string, string>) {
  return await startBundledServer(outputs.directoryOf("node"), {
    ...configured,
    PORTICO_SINGLE_INSTANCE: "true",
    ...variables,
  });
}

/** Sends a code by the emitted handler. */
async function sendOnLambda(email: string) {
  const call = await loadHandler(outputs.directoryOf("lambda"));
  const event = buildEvent(
    {
      method: "POST",
      pathname: "/api/email-code/send",
      search: "",
      headers: new Headers(ownPage),
      body: Buffer.from(JSON.stringify({ email })),
      client: "192.0.2.1",
    },
    { "cloudfront-viewer-address": "192.0.2.1:443", "x-portico-cloudfront": cloudfrontSecret },
  );
  const startedAtMs = performance.now();
  const { answer, finished } = call(event);
  const { status, body } = await answer;
  const answeredAfterMs = performance.now() - startedAtMs;
  return { status, body: Buffer.from(body).toString(), answeredAfterMs, finished };
}

describe("the bundled server", () => {
  it("loses no accepted request and no deferred mail when it is stopped during load", async () => {
    const mail = Promise.withResolvers<void>();
    const slow = await startSlowWorkos(mail.promise);
    const host = await startNode({ WORKOS_API_URL: slow.origin });
    const send = async (index: number) =>
      (await host.fetch("/api/email-code/send", sendInit(`known-${String(index)}@example.com`))).status;
    const answered = await Promise.all([0, 1, 2, 3, 4].map(send));
    const underWay = Promise.all([5, 6, 7, 8, 9].map(send));
    await expect.poll(() => slow.readMails().asked, { timeout: 20_000, interval: 20 }).toBe(10);
    const exited = once(host.child, "exit");
    host.child.kill("SIGTERM");
    mail.resolve();
    expect([...answered, ...(await underWay)]).toEqual(Array.from({ length: 10 }, () => 202));
    expect(await exited).toEqual([0, null]);
    expect(slow.readMails()).toEqual({ asked: 10, sent: 10 });
    await slow.close();
  });

  it.runIf(isLongRun).each([
    ["nothing", ""],
    ["half of its headers", "GET /api/health HTTP/1.1\r\nHost: localhost\r\nX: "],
    [
      "half of its body",
      "POST /api/email-code/send HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{",
    ],
  ])("isn't held up by a client that has sent %s", async (_, sent) => {
    const host = await startNode({});
    const socket = connect(host.port, "127.0.0.1").on("error", () => undefined);
    await once(socket, "connect");
    socket.write(sent);
    await host.fetch("/");
    const exited = once(host.child, "exit");
    host.child.kill("SIGTERM");
    expect(await exited).toEqual([0, null]);
    socket.destroy();
  });

  it.runIf(isLongRun)("exits at once on a second signal", async () => {
    const slow = await startSlowWorkos(Promise.withResolvers<void>().promise);
    const host = await startNode({ WORKOS_API_URL: slow.origin });
    await host.fetch("/api/email-code/send", sendInit("known@example.com"));
    const exited = once(host.child, "exit");
    host.child.kill("SIGTERM");
    await expect
      .poll(async () => await host.fetch("/").catch(() => "refused"), { timeout: 20_000 })
      .toBe("refused");
    host.child.kill("SIGTERM");
    expect(await exited).toEqual([1, null]);
    expect(host.readOutput()).not.toContain("stopped_too_early");
    await slow.close();
  });

  it.runIf(isLongRun)("doesn't wait longer than container engines do, and says so", async () => {
    const slow = await startSlowWorkos(Promise.withResolvers<void>().promise);
    const host = await startNode({ WORKOS_API_URL: slow.origin });
    const answered = host.fetch("/api/email-code/send", sendInit("known@example.com"));
    await expect.poll(() => slow.readMails().asked, { timeout: 20_000, interval: 20 }).toBe(1);
    const exited = once(host.child, "exit");
    host.child.kill("SIGTERM");
    expect((await answered).status).toBe(202);
    // The request to WorkOS would end after eight seconds.
    expect(await exited).toEqual([1, null]);
    expect(host.readOutput()).toContain('"event":"stopped_too_early","tasks":1');
    await slow.close();
  });

  it.runIf(isLongRun)("mails by SMTP without any package beside it", async () => {
    const smtp = await startTestSmtpServer();
    const slow = await startSlowWorkos(Promise.resolve());
    const directory = outputs.directoryOf("node");
    await writeFile(
      join(directory, "accounts.json"),
      JSON.stringify([{ email: "local@example.com", isConfirmed: true }]),
    );
    const host = await startNode({
      WORKOS_API_URL: slow.origin,
      PORTICO_ACCOUNTS: "file:accounts.json",
      SMTP_URL: `smtp://127.0.0.1:${String(smtp.port)}`,
      MAIL_FROM: "sign-in@example.com",
    });
    expect((await host.fetch("/api/email-code/send", sendInit("local@example.com"))).status).toBe(202);
    await expect.poll(() => smtp.received.length, { timeout: 20_000, interval: 20 }).toBe(1);
    await host.close();
    await slow.close();
    await smtp.close();
  });
});

describe("the handler on Lambda", () => {
  it.runIf(isLongRun)(
    "answers a send at its moment however long the mail takes, and goes on until the mail is sent",
    async () => {
      const mail = Promise.withResolvers<void>();
      const slow = await startSlowWorkos(mail.promise);
      // The handler's log.
      vi.spyOn(console, "log").mockReturnValue();
      for (const [name, value] of Object.entries({
        ...configured,
        WORKOS_API_URL: slow.origin,
        REDIS_URL: `${redis.url}/9`,
        PORTICO_CLOUDFRONT_SECRET: cloudfrontSecret,
      })) {
        vi.stubEnv(name, value);
      }
      const unknown = await sendOnLambda("unknown@example.com");
      await unknown.finished;
      const known = await sendOnLambda("known@example.com");
      expect(slow.readMails()).toEqual({ asked: 1, sent: 0 });
      expect([known.status, known.body]).toEqual([unknown.status, unknown.body]);
      expect(known.status).toBe(202);
      for (const { answeredAfterMs } of [known, unknown]) expect(answeredAfterMs).toBeGreaterThan(590);
      mail.resolve();
      await known.finished;
      expect(slow.readMails()).toEqual({ asked: 1, sent: 1 });
      await slow.close();
    },
  );
});

async function readStatic(path: string): Promise<Buffer> {
  return await readFile(join(outputs.directoryOf("static"), "build", "static", path));
}

describe.runIf(isLongRun)("the output for a static host", () => {
  const securityHeaders = Object.entries(
    buildSecurityHeaders({ ownOrigin, workosOrigin, contentOrigins: parseContentOrigins({}) }),
  );

  it("has the app's files, and beside text the same in brotli and gzip", async () => {
    const script = await readStatic(`site${outputs.paths.script}`);
    expect(brotliDecompressSync(await readStatic(`site${outputs.paths.script}.br`)).equals(script)).toBe(
      true,
    );
    expect(gunzipSync(await readStatic(`site${outputs.paths.script}.gz`)).equals(script)).toBe(true);
    await expect(readStatic(`site${outputs.paths.otherFile}.br`)).rejects.toThrow("ENOENT");
  });

  it.each(htmlPages.flatMap(({ file, paths }) => paths.map((path): [string, string] => [path, file])))(
    "has the page %s at its own path, where such hosts look for it",
    async (path, file) => {
      const html = (await readStatic(`site${path}.html`)).toString();
      expect(html).toBe(outputs.pages.get(file));
      expect(gunzipSync(await readStatic(`site${path}.html.gz`)).toString()).toBe(html);
    },
  );

  it("has a rule for every header, for callbacks and for each hashed file, and none for a folder of them", async () => {
    const rules = (await readStatic("site/_headers")).toString();
    for (const [name, value] of securityHeaders) expect(rules).toContain(`\n  ${name}: ${value}\n`);
    expect(rules).toMatch(/^\/\*\n/);
    expect(rules).toContain("\n/auth/*\n  Cache-Control: no-store\n");
    expect(rules).toContain(
      `\n${outputs.paths.script}\n  Cache-Control: public, max-age=31536000, immutable\n`,
    );
    expect(rules).not.toContain("/assets/*");
    expect((await readStatic("site/_redirects")).toString()).toBe("/* /index.html 200\n");
  });

  it("has an nginx include with all headers in every location that answers something", async () => {
    const include = (await readStatic("nginx.conf")).toString();
    const locations = include.split(/^location /m).slice(1);
    const answering = locations.filter((location) => !/^= \/(?:assets|.*\.html) \{/.test(location));
    const ownPaths = htmlPages.flatMap(({ paths }): string[] => [...paths]);
    expect([locations.length, answering.length]).toEqual([6 + ownPaths.length, 5]);
    for (const location of answering) {
      for (const [name, value] of securityHeaders) {
        expect(location).toContain(`    add_header ${name} "${value}" always;\n`);
      }
      expect(location.match(/add_header Cache-Control/g)).toHaveLength(1);
    }
    const cachedErrors = answering.filter((location) => /Cache-Control "[^"]*" always/.test(location));
    expect(cachedErrors.map((location) => /Cache-Control "([^"]*)"/.exec(location)?.[1])).toEqual([
      "no-store",
    ]);
  });
});
