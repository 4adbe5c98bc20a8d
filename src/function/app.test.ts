import { afterEach, describe, expect, it, vi } from "vitest";

import { apiPaths } from "../contract/api-paths.ts";
import { parseProblem } from "../contract/failure.ts";
import { parseHealth } from "../contract/session.ts";
import { mockApiKey, mockClientId, mockSealingKeys } from "../mocks/development-credentials.ts";
import { createMockWorkos } from "../mocks/workos/mock-workos.ts";
import { createApp } from "./app.ts";
import { createTestBrowser, testOrigin } from "./testing/test-browser.ts";
import { type AnswerAsWorkos, createTestFunction } from "./testing/test-function.ts";

const variables = {
  WORKOS_API_KEY: mockApiKey,
  WORKOS_CLIENT_ID: mockClientId,
  PORTICO_KEYS: mockSealingKeys,
  PORTICO_ORIGIN: testOrigin,
};

async function readHealth(app: { fetch: (request: Request) => Response | Promise<Response> }) {
  const response = await app.fetch(new Request(`${testOrigin}${apiPaths.health}`));
  expect(response.status).toBe(200);
  return parseHealth(await response.json());
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("createApp", () => {
  it("says that all is well when it is configured", async () => {
    expect(await readHealth(createApp({ variables }))).toEqual({ status: "ok", emailCode: "available" });
  });

  it.each(["WORKOS_API_KEY", "WORKOS_CLIENT_ID", "PORTICO_KEYS", "PORTICO_ORIGIN"])(
    "answers not_configured everywhere without %s, and names it in the log",
    async (name) => {
      const written: unknown[] = [];
      const app = createApp({
        variables: { ...variables, [name]: undefined },
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

  it("doesn't start with a malformed variable", () => {
    expect(() => createApp({ variables: { ...variables, PORTICO_KEYS: "x" } })).toThrow("PORTICO_KEYS");
  });

  it.each(["/api", "/api/", "/api/nothing", "/api/health/", "/api/session", "/elsewhere"])(
    "answers 404 to %s",
    async (path) => {
      const response = await createApp({ variables }).fetch(new Request(`${testOrigin}${path}`));
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

  it("lets no answer be cached, sniffed, framed or embedded", async () => {
    const app = createApp({ variables });
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

  it("answers a bug with a reference that stands in the log beside the cause, and nothing else", async () => {
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
  it("holds no address, code, token, cookie, body or query of anyone", async () => {
    const workos = createMockWorkos({
      origin: "https://api.workos.com",
      redirectUris: [],
      logoutUris: [],
      allowedOrigins: [],
    });
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
      control.intercept = () => Promise.reject(new Error(`${email} ${code} ${mockSealingKeys}`));
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
