import * as v from "valibot";
import { afterEach, describe, expect, it, vi } from "vitest";

import { testSealingKeys } from "../testing/test-keys.ts";
import { testVariables } from "../testing/test-workos.ts";
import { apiPaths } from "../../contract/api-paths.ts";
import { parseProblem } from "../../contract/failure.ts";
import { parseHealth } from "../../contract/session.ts";
import { mockApiKey } from "../../mocks/development-credentials.ts";
import { createMockWorkos } from "../../mocks/workos/mock-workos.ts";
import { createApp } from "./app.ts";
import { type LimitEntry, limitTable } from "./counters/limit-table.ts";
import type { Call } from "./feature/call.ts";
import type { Core } from "./feature/core.ts";
import { defineFeature, type Feature, type FeatureDefinition } from "./feature/feature.ts";
import { maximumBodyBytes } from "./http/request-checks.ts";
import { createWorkosIssuer } from "./workos-issuer/workos-issuer.ts";
import { createMemoryCounterStore } from "../stores/memory-counter-store.ts";
import { createTestBrowser, testOrigin } from "../testing/test-browser.ts";
import { type AnswerAsWorkos, createTestFunction } from "../testing/test-function.ts";

const variables = {
  ...testVariables,
  PORTICO_ORIGIN: testOrigin,
};

const mockAddresses = {
  origin: "https://api.workos.com",
  redirectUris: [],
  logoutUris: [],
  allowedOrigins: [],
};

async function readHealth(app: { fetch: (request: Request) => Response | Promise<Response> }) {
  const response = await app.fetch(new Request(`${testOrigin}${apiPaths.health}`));
  expect(response.status).toBe(200);
  return parseHealth(await response.json());
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const feature = (more: Partial<FeatureDefinition<Core>>) =>
  defineFeature<Core>({ name: "feature", calls: [], configure: () => (core) => core, ...more });

const start =
  (...features: Feature[]) =>
  () =>
    createApp({ variables, counterStore: createMemoryCounterStore() }, features);

describe("createApp", () => {
  it("reports ok and available in health when the function is configured", async () => {
    expect(await readHealth(createApp({ variables, counterStore: createMemoryCounterStore() }))).toEqual({
      status: "ok",
      emailCode: "available",
    });
  });

  it.each(["WORKOS_API_KEY", "WORKOS_CLIENT_ID", "PORTICO_KEYS", "PORTICO_ORIGIN"])(
    "answers not_configured to every call without %s, and names the variable in the log",
    async (name) => {
      const written: unknown[] = [];
      const app = createApp({
        variables: { ...variables, [name]: undefined },
        counterStore: createMemoryCounterStore(),
        writeLog: (entry) => written.push(entry),
      });
      expect(written).toEqual([
        expect.objectContaining({ event: "not_configured", missingVariables: [name] }),
      ]);
      expect(await readHealth(app)).toEqual({ status: "ok", emailCode: "not_configured" });
      const browser = createTestBrowser(app);
      for (const path of [
        apiPaths.sendEmailCode,
        apiPaths.verifyEmailCode,
        apiPaths.refreshSession,
        apiPaths.signOut,
      ]) {
        const response = await browser.post(path, {});
        expect(response.status).toBe(503);
        expect(parseProblem(await response.json())?.code).toBe("not_configured");
        expect(response.headers.getSetCookie()).toEqual([]);
      }
    },
  );

  it("refuses to start with two calls, limits or issuers that share a name, of which one would silently win", () => {
    const call: Call<Core> = {
      name: "again",
      method: "POST",
      path: apiPaths.signOut,
      access: null,
      summary: "",
      request: null,
      successes: [{ status: 200, description: "", schema: v.unknown() }],
      handle: () => (context) => context.json(""),
    };
    expect(start(feature({ calls: [call] }))).toThrow("Two calls are POST /api/session/sign-out");
    const own = feature({ calls: [{ ...call, path: "/api/own" }] });
    expect(start(own, own)).toThrow("Two calls are POST /api/own");
    expect(start(feature({ calls: [{ ...call, path: apiPaths.health }] }))).not.toThrow();

    const limit: LimitEntry = { name: "client", counts: "", quotas: [{ maximum: 9e9, windowSeconds: 60 }] };
    expect(start(feature({ limits: [limit] }))).toThrow("Two limits are client");
    expect(start(feature({ limits: [limitTable.sendsPerClient] }))).not.toThrow();

    const issuer = feature({ issuer: createWorkosIssuer });
    expect(start(issuer)).toThrow("Two issuers are workos");
  });

  it("refuses to start with a malformed variable", () => {
    expect(() =>
      createApp({ variables: { ...variables, PORTICO_KEYS: "x" }, counterStore: createMemoryCounterStore() }),
    ).toThrow("PORTICO_KEYS");
  });

  it.each(["/api", "/api/", "/api/nothing", "/api/health/", "/api/session", "/elsewhere"])(
    "answers 404 to %s",
    async (path) => {
      const response = await createApp({ variables, counterStore: createMemoryCounterStore() }).fetch(
        new Request(`${testOrigin}${path}`),
      );
      expect(response.status).toBe(404);
      const problem = parseProblem(await response.json());
      expect(problem).toMatchObject({
        type: "about:blank",
        title: "Not Found",
        status: 404,
        code: "not_found",
      });
    },
  );

  it("sends headers that forbid caching, sniffing, framing and embedding with every answer", async () => {
    const app = createApp({ variables, counterStore: createMemoryCounterStore() });
    const browser = createTestBrowser(app);
    const responses = [
      await app.fetch(new Request(`${testOrigin}${apiPaths.health}`)),
      await app.fetch(new Request(`${testOrigin}/api/nothing`)),
      await browser.post(apiPaths.signOut, {}),
      await browser.post(apiPaths.sendEmailCode, {}),
    ];
    for (const response of responses) {
      expect(Object.fromEntries(response.headers)).toMatchObject({
        "cache-control": "no-store",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
      });
    }
  });

  it("answers health at once while WorkOS hangs", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { app, browser, asked } = createTestFunction({
      answers: [() => new Promise<Response>(() => undefined)],
      variables,
    });
    void browser.post(apiPaths.sendEmailCode, { email: "ada@example.com" });
    await vi.waitUntil(() => asked.length > 0);
    expect(await readHealth(app)).toEqual({ status: "ok", emailCode: "available" });
    expect(asked).toHaveLength(1);
  });

  it("gives every problem a reference that is also in the log, and a Retry-After if it is temporary", async () => {
    const workos = createMockWorkos(mockAddresses);
    const { app, browser, log } = createTestFunction({
      answers: [(request) => workos.answer(request)],
      variables,
    });
    const email = "ada@example.com";
    const { sendEmailCode: send, verifyEmailCode: verify, refreshSession: refresh } = apiPaths;
    const responses = [
      await browser.post(send, { email: "nobody" }),
      await browser.post(send, {}),
      await browser.post(send, { email: "a".repeat(maximumBodyBytes) }),
      await browser.post(send, { email }, { Origin: "https://evil.example" }),
      await browser.post(send, { email }, { "Content-Type": "text/plain" }),
      await browser.post(verify, { code: "123456" }),
      await browser.post(refresh, {}),
      await app.fetch(new Request(`${testOrigin}/api/nothing`)),
      await app.fetch(new Request(`${testOrigin}${send}`)),
    ];
    for (let sent = 0; sent < 10; sent += 1) await browser.post(send, { email });
    responses.push(await browser.post(send, { email }));
    for (let guess = 0; guess < 6; guess += 1) responses.push(await browser.post(verify, { code: "000000" }));
    workos.faults.set([{ path: "/user_management", kind: "status" }]);
    responses.push(await browser.post(send, { email: "grace@example.com" }));

    const problems = await Promise.all(
      responses.map(async (response) => parseProblem(await response.json())),
    );
    expect(new Set(problems.map((problem) => problem?.code))).toEqual(
      new Set([
        "invalid_email",
        "invalid_request",
        "payload_too_large",
        "not_same_origin",
        "unsupported_media_type",
        "no_challenge",
        "no_session",
        "not_found",
        "method_not_allowed",
        "too_many_requests",
        "wrong_one_time_code",
        "too_many_attempts",
        "workos_unreachable",
      ]),
    );
    const logged = log.flatMap((entry) => (entry.event === "request_answered" ? [entry] : []));
    for (const [index, problem] of problems.entries()) {
      expect(logged).toContainEqual(
        expect.objectContaining({ reference: problem?.reference, failureCode: problem?.code }),
      );
      const isTemporary = problem?.code === "too_many_requests" || problem?.code === "workos_unreachable";
      expect(responses[index]?.headers.has("Retry-After")).toBe(isTemporary);
      expect(problem?.retryAfterSeconds !== undefined).toBe(isTemporary);
    }
    expect(new Set(problems.map((problem) => problem?.reference)).size).toBe(problems.length);
  });

  it("answers a bug with only a reference, which the log has together with the cause", async () => {
    const { browser, log } = createTestFunction({ answers: [], variables });
    vi.spyOn(crypto, "getRandomValues").mockImplementation(() => {
      throw new Error("no entropy for ada@example.com");
    });
    const response = await browser.post(apiPaths.sendEmailCode, { email: "ada@example.com" });
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(text).not.toContain("entropy");
    const problem = parseProblem(JSON.parse(text));
    expect(problem?.code).toBe("internal");
    expect(log).toContainEqual(
      expect.objectContaining({
        event: "internal_failure",
        reference: problem?.reference,
        cause: expect.stringContaining("Error: no entropy for (address)"),
      }),
    );
    expect(log).toContainEqual(
      expect.objectContaining({ event: "request_answered", status: 500, failureCode: "internal" }),
    );
  });
});

describe("the log", () => {
  it("logs no address, code, token, cookie, body or query", async () => {
    const workos = createMockWorkos(mockAddresses);
    const secrets = new Set<string>(["canary", mockApiKey, "eyJ", "refresh_token"]);
    const control: { intercept: AnswerAsWorkos | null } = { intercept: null };
    const set = createTestFunction({
      answers: [(request) => control.intercept?.(request), (request) => workos.answer(request)],
      variables,
    });
    const email = "canary.person@example.com";

    await set.browser.post(apiPaths.sendEmailCode, { email, returnTo: "/canary-path" });
    const code = /[0-9]{6}/.exec(workos.mailbox.latestTo(email)?.text ?? "")?.[0] ?? "";
    secrets.add(code);
    await set.browser.post(apiPaths.verifyEmailCode, { code: "000001" });
    await set.browser.post(apiPaths.verifyEmailCode, { code });
    await set.browser.post(apiPaths.refreshSession, { organizationId: "canary" });
    await set.browser.post(apiPaths.refreshSession, { canary: "canary" });
    await set.app.fetch(new Request(`${testOrigin}/api/canary/${code}?canary=${code}`));
    await set.app.fetch(
      new Request(`${testOrigin}${apiPaths.health}?canary=canary`, { headers: { Cookie: "a=canary" } }),
    );
    await set.app.fetch(new Request(`${testOrigin}${apiPaths.health}`, { method: "CANARY" }));
    for (const message of [`canary ${email}`, `Invalid code ${code}`]) {
      control.intercept = () => Response.json({ code: message, message, error: message }, { status: 400 });
      await set.browser.post(apiPaths.refreshSession, {});
      control.intercept = () => Promise.reject(new Error(`${email} ${code} ${testSealingKeys}`));
      await set.browser.post(apiPaths.sendEmailCode, { email });
    }
    for (const cookie of set.browser.cookies.values()) secrets.add(cookie);

    const text = JSON.stringify(set.log);
    expect(set.log.length).toBeGreaterThan(15);
    for (const secret of secrets) expect(text.toLowerCase()).not.toContain(secret.toLowerCase());
    const fingerprints = set.log.flatMap((entry) =>
      entry.event === "one_time_code_asked" ? [entry.emailFingerprint] : [],
    );
    expect(new Set(fingerprints).size).toBe(1);
    expect(fingerprints[0]).toMatch(/^[\w-]{16}$/);
  });
});
