import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { testSealingKeys } from "../../testing/test-keys.ts";
import { apiPaths } from "../../../contract/api-paths.ts";
import { mockApiKey, mockSealingKeys } from "../../../mocks/development-credentials.ts";
import { findFreePorts } from "../../stores/testing/free-ports.ts";
import { type HttpRedisServer, startHttpRedisServer } from "../../stores/testing/http-redis-server.ts";
import { type RedisAdmin, connectRedisAdmin } from "../../stores/testing/redis-admin.ts";
import {
  type RedisServer,
  redisStartTimeoutMs,
  startRedisServer,
} from "../../stores/testing/redis-server.ts";
import { chooseRows, isLongRun } from "../../../contract/testing/long-run.ts";
import { childEnvironment } from "../../testing/child-environment.ts";

const publicOrigin = "https://console.example.com";
const startTimeoutMs = 60_000;

let directory = "";
const running: ChildProcess[] = [];

/** Runs `npm start` with the build in `directory`, without the developer's own variables. */
async function run(variables: Record<string, string>) {
  const [port] = await findFreePorts(1);
  const child = spawn(process.execPath, [join(import.meta.dirname, "entry.ts"), directory], {
    env: {
      ...childEnvironment,
      // An empty variable overrides the developer's .env.
      VITE_WORKOS_CLIENT_ID: "",
      VITE_WORKOS_API_URL: "",
      WORKOS_API_KEY: "sk_test_1",
      WORKOS_CLIENT_ID: "client_1",
      WORKOS_API_URL: "",
      PORTICO_KEYS: testSealingKeys,
      PORTICO_ORIGIN: "",
      PORTICO_SINGLE_INSTANCE: "",
      PORTICO_CLIENT_ADDRESS_HEADER: "",
      REDIS_URL: "",
      HOST: "localhost",
      PORT: String(port),
      ...variables,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.push(child);
  return { child, base: `http://localhost:${String(port)}`, errors: text(child.stderr) };
}

async function started(child: ChildProcess): Promise<void> {
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  await expect
    .poll(() => (child.exitCode === null ? output : "ended"), { timeout: startTimeoutMs, interval: 20 })
    .toMatch(/Portico is at|^ended$/);
  expect(child.exitCode).toBeNull();
}

async function readHealth(base: string): Promise<unknown> {
  return await (await fetch(`${base}${apiPaths.health}`)).json();
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "portico-start-"));
  await writeFile(
    join(directory, "index.html"),
    `<!doctype html><script type="application/json" id="portico-config">
{"workosClientId":"client_1","workosApiUrl":"https://auth.example.com","workosRedirectUri":null}</script>`,
  );
});
afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }
});
afterAll(async () => {
  await rm(directory, { recursive: true });
});

describe("npm start", { timeout: 2 * startTimeoutMs }, () => {
  it.each(
    chooseRows<[string, boolean]>(
      [
        ["https://console.example.org", true],
        ["https://console.example.com", false],
      ],
      2,
    ),
  )("warns where WorkOS is on another site than %s: %s", async (origin, isWarned) => {
    const { child, errors } = await run({ PORTICO_ORIGIN: origin, PORTICO_SINGLE_INSTANCE: "true" });
    await started(child);
    child.kill("SIGTERM");
    expect((await errors).includes("VITE_WORKOS_API_URL is https://auth.example.com")).toBe(isWarned);
  });

  it("leads a page that is opened by the machine's address to its own origin", async () => {
    const { child, base } = await run({ HOST: "127.0.0.1" });
    await started(child);
    const other = base.replace("localhost", "127.0.0.1");
    const init = { headers: { Accept: "text/html" }, redirect: "manual" } as const;
    const page = await fetch(`${other}/members?page=2`, init);
    expect([page.status, page.headers.get("Location")]).toEqual([307, `${base}/members?page=2`]);
    expect(await readHealth(other)).toMatchObject({ status: "ok" });
  });

  it("refuses counters in memory for a public origin, and says why and what to do", async () => {
    const { child, errors } = await run({ PORTICO_ORIGIN: publicOrigin });
    const [exitCode] = await once(child, "exit");
    expect(exitCode).toBe(1);
    expect(await errors).toMatch(
      /^Portico did not start: .*a second instance.*REDIS_URL.*PORTICO_SINGLE_INSTANCE=true/,
    );
  });

  it.runIf(isLongRun)("refuses a folder with pages of two builds, and names the page", async () => {
    const page = join(directory, "sign-in.html");
    await cp(join(directory, "index.html"), page);
    await appendFile(page, '<script type="module" src="/assets/index-old.js"></script>');
    const { child, errors } = await run({});
    const [exitCode] = await once(child, "exit");
    expect(exitCode).toBe(1);
    expect(await errors).toMatch(
      /^Portico did not start: dist\/sign-in\.html needs \/assets\/index-old\.js, .* run npm run build again/,
    );
    await rm(page);
  });

  it.runIf(isLongRun)("refuses a malformed REDIS_URL without quoting it", async () => {
    const { child, errors } = await run({ PORTICO_ORIGIN: publicOrigin, REDIS_URL: "redis://:hush@/x y" });
    const [exitCode] = await once(child, "exit");
    expect(exitCode).toBe(1);
    expect(await errors).toMatch(/^Portico did not start: REDIS_URL/);
    expect(await errors).not.toContain("hush");
  });

  const single = { PORTICO_ORIGIN: publicOrigin, PORTICO_SINGLE_INSTANCE: "true" };

  it.each(
    chooseRows(
      [
        ["PORTICO_CLIENT_ADDRESS_HEADER", '"X Real IP"', /X-Real-IP|quotes/],
        ["WORKOS_API_KEY", '"sk_live_5ecret"', /quotes/],
        ["PORTICO_KEYS", mockSealingKeys, /development server/],
        ["PORTICO_KEYS", `k1:${"A".repeat(43)}`, /isn't random/],
        ["PORTICO_KEYS", `${testSealingKeys},${testSealingKeys.replace("test", "k1")}`, /two ids/],
        ["WORKOS_API_URL", "http://api.workos.com", /https:\/\//],
        ["WORKOS_API_KEY", mockApiKey, /mocked WorkOS/],
        ["WORKOS_API_KEY", "sk_live_your_api_key_5ecret", /placeholder/],
        ["PORTICO_KEYS", `k1:${btoa("correct horse battery staple abc").replace("=", "")}`, /isn't random/],
        ["PORTICO_CLIENT_ADDRESS_HEADER", "Authorization", /X-Real-IP/],
        ["WORKOS_CLIENT_ID", "client_other", /build/],
        ["VITE_WORKOS_API_URL", "http://auth.example.com", /begin with https:\/\//],
        ["PORTICO_SINGEL_INSTANCE", "true", /did you mean PORTICO_SINGLE_INSTANCE/],
        ["PORT", "http", /from 1 to 65535/],
        ["HOST", "http://0.0.0.0", /without scheme/],
        ["REDIS_URL", "redis://default:5ecret@localhost:1", /ECONNREFUSED/],
      ],
      16,
    ),
  )("refuses %s=%s by name, says how it should look, and quotes no secret", async (name, value, words) => {
    const { child, errors } = await run({ ...single, [name]: value });
    const [exitCode] = await once(child, "exit");
    expect(exitCode).toBe(1);
    const message = await errors;
    expect(message).toMatch(new RegExp(`^Portico did not start: ${name} `));
    expect(message).toMatch(words);
    expect(message).not.toContain("5ecret");
    expect(message).not.toContain(value);
  });

  it.each(chooseRows([{ PORTICO_ORIGIN: publicOrigin, PORTICO_SINGLE_INSTANCE: "true" }, {}], 2))(
    "starts with counters in memory with %j",
    async (variables) => {
      const { child, base } = await run(variables);
      await started(child);
      expect(await readHealth(base)).toEqual({ status: "ok", emailCode: "available" });
    },
  );

  describe("with a Redis", () => {
    let redis: RedisServer;
    let admin: RedisAdmin;
    let httpRedis: HttpRedisServer;

    beforeAll(async () => {
      redis = await startRedisServer();
      admin = await connectRedisAdmin(redis.url);
      httpRedis = await startHttpRedisServer(admin, "token");
    }, redisStartTimeoutMs);
    afterAll(async () => {
      await httpRedis.close();
      admin.close();
      await redis.stop();
    });

    it.runIf(isLongRun)("exits when its port is taken, despite an open connection to Redis", async () => {
      const { child, base } = await run({ PORTICO_ORIGIN: publicOrigin, REDIS_URL: redis.url });
      await started(child);
      const second = await run({
        PORTICO_ORIGIN: publicOrigin,
        REDIS_URL: redis.url,
        PORT: new URL(base).port,
      });
      const [exitCode] = await once(second.child, "exit");
      expect(exitCode).toBe(1);
      expect(await second.errors).toContain("EADDRINUSE");
    });

    it.each(chooseRows(["HTTP", "socket"], 2))(
      "counts in Redis over %s, and survives when Redis stops",
      async (way) => {
        const url = way === "HTTP" ? httpRedis.url.href.replace("//", "//default:token@") : redis.url;
        const { child, base } = await run({ PORTICO_ORIGIN: publicOrigin, REDIS_URL: url });
        await started(child);
        const available = { status: "ok", emailCode: "available" };
        await expect.poll(async () => await readHealth(base)).toEqual(available);
        await redis.stop();
        expect(await readHealth(base)).toEqual({ status: "degraded", emailCode: "unavailable" });
        await redis.start();
        await expect.poll(async () => await readHealth(base)).toEqual(available);
      },
    );
  });
});
