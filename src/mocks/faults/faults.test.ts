import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createMockClient, locationOf, type MockClient, testAddresses } from "../workos/mock-client.ts";
import type { FaultSetting } from "./fault.ts";

const tokenPath = "/user_management/authenticate";
const jwksPath = "/sso/jwks/client_portico_mock";

/** What an answer has become by now, without waiting for it. */
async function peek(answer: Promise<unknown>): Promise<"answered" | "waiting"> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return Promise.race([answer.then(() => "answered" as const), Promise.resolve("waiting" as const)]);
}

function playing(...settings: FaultSetting[]): MockClient {
  const client = createMockClient();
  client.workos.faults.set(settings);
  return client;
}

describe("a fault", () => {
  it("meets every request below its path and no other", async () => {
    const client = playing({ path: "/sso", kind: "status" });
    expect((await client.get(jwksPath)).status).toBe(500);
    expect((await client.get(jwksPath)).status).toBe(500);
    expect((await client.authorize()).status).toBe(302);
  });

  it("meets a grant alone where it names one, in JSON and in forms", async () => {
    const client = createMockClient();
    const { refreshToken } = await client.signIn("grace@example.com");
    const authorizationCode = await client.getAuthorizationCode("grace@example.com");
    client.workos.faults.set([{ path: tokenPath, kind: "status", grantType: "refresh_token" }]);
    expect((await client.refresh(refreshToken)).status).toBe(500);
    const form = await client.postForm(tokenPath, { grant_type: "refresh_token" });
    expect(form.status).toBe(500);
    expect((await client.exchange(authorizationCode)).status).toBe(200);
  });

  it("ends after its times, and leaves what is asked afterwards as it was", async () => {
    const client = createMockClient();
    const { refreshToken } = await client.signIn("grace@example.com");
    client.workos.faults.set([{ path: tokenPath, kind: "status", status: 503, times: 2 }]);
    expect((await client.refresh(refreshToken)).status).toBe(503);
    expect(client.workos.faults.list()).toMatchObject([{ times: 1 }]);
    expect((await client.refresh(refreshToken)).status).toBe(503);
    expect(client.workos.faults.list()).toEqual([]);
    expect((await client.refresh(refreshToken)).status).toBe(200);
  });

  it("gives way to the next one when its times are over", async () => {
    const client = playing(
      { path: "/sso", kind: "status", status: 500, times: 1 },
      { path: "/sso", kind: "status", status: 503 },
    );
    const statuses = [await client.get(jwksPath), await client.get(jwksPath)].map(({ status }) => status);
    expect(statuses).toEqual([500, 503]);
  });

  it("does not count preflights, and is readable for the app's origin alone", async () => {
    const client = playing({ path: tokenPath, kind: "status", status: 429, retryAfterSeconds: 7, times: 1 });
    const url = `${testAddresses.origin}${tokenPath}`;
    const ask = (method: string, origin: string) =>
      client.workos.answer(new Request(url, { method, headers: { Origin: origin } }));
    expect((await ask("OPTIONS", testAddresses.app))?.status).toBe(204);
    const response = await ask("POST", testAddresses.app);
    expect(response?.status).toBe(429);
    expect(response?.headers.get("Retry-After")).toBe("7");
    expect(response?.headers.get("Access-Control-Allow-Origin")).toBe(testAddresses.app);
    expect(response?.headers.get("Access-Control-Expose-Headers")).toBe("Retry-After");
    client.workos.faults.set([{ path: tokenPath, kind: "html" }]);
    const foreign = await ask("POST", "https://evil.example");
    expect(foreign?.headers.get("Access-Control-Allow-Origin")).toBeNull();
  });

  it("stops the mail when it is played on Magic Auth", async () => {
    const client = playing({ path: "/user_management/magic_auth", kind: "status", status: 503 });
    expect((await client.sendMagicAuth("ada@example.com")).status).toBe(503);
    expect(client.workos.mailbox.list()).toEqual([]);
  });

  it("can be played on the hosted page", async () => {
    const client = createMockClient();
    const { pathname, search } = locationOf(await client.authorize());
    client.workos.faults.set([{ path: "/mock/authkit", kind: "status", status: 502 }]);
    expect((await client.get(`${pathname}${search}`)).status).toBe(502);
  });

  it("is gone after a reset of the mock", async () => {
    const client = playing({ path: "/sso", kind: "status" });
    await client.postJson("/mock/reset", {});
    expect((await client.get(jwksPath)).status).toBe(200);
  });

  it("that makes no sense is an error where it is written", () => {
    const { faults } = createMockClient().workos;
    expect(() => faults.set([{ path: "/elsewhere", kind: "reset" }])).toThrow("must begin with");
  });
});

describe("a lost connection", () => {
  it("is an error response", async () => {
    expect((await playing({ path: "/sso", kind: "reset" }).get(jwksPath)).type).toBe("error");
  });
});

describe("an answer that is none of WorkOS's", () => {
  it("is a page", async () => {
    const response = await playing({ path: "/sso", kind: "html" }).get(jwksPath);
    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Type")).toContain("text/html");
    expect(await response.text()).toContain("guest network");
    const failing = await playing({ path: "/sso", kind: "html", status: 511 }).get(jwksPath);
    expect(failing.status).toBe(511);
  });

  it("is JSON that breaks off", async () => {
    const response = await playing({ path: "/sso", kind: "malformed-json" }).get(jwksPath);
    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Type")).toContain("application/json");
    await expect(response.json()).rejects.toThrow(SyntaxError);
  });
});

describe("a request that hangs", () => {
  it("goes on to the mock's own answer when the faults are cleared", async () => {
    const client = playing({ path: "/user_management/magic_auth", kind: "hang", times: 1 });
    const answer = client.sendMagicAuth("ada@example.com");
    expect(await peek(answer)).toBe("waiting");
    client.workos.faults.clear();
    expect((await answer).status).toBe(201);
    expect(client.workos.mailbox.list()).toHaveLength(1);
  });

  it("goes on when other faults take the place of its own", async () => {
    const client = playing({ path: "/sso", kind: "hang" });
    const answer = client.get(jwksPath);
    expect(await peek(answer)).toBe("waiting");
    client.workos.faults.set([]);
    expect((await answer).status).toBe(200);
  });

  it("does nothing any more once its client has gone", async () => {
    const client = playing({ path: "/user_management/magic_auth", kind: "hang" });
    const leaving = new AbortController();
    const request = new Request(`${testAddresses.origin}/user_management/magic_auth`, {
      method: "POST",
      body: JSON.stringify({ email: "ada@example.com" }),
      headers: { "Content-Type": "application/json", Authorization: "Bearer sk_test_portico_mock" },
      signal: leaving.signal,
    });
    const answer = client.workos.answer(request);
    expect(await peek(answer)).toBe("waiting");
    leaving.abort();
    expect((await answer)?.type).toBe("error");
    expect(client.workos.mailbox.list()).toEqual([]);
  });
});

describe("a slow answer", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("comes after the delay, and is the mock's own", async () => {
    const client = playing({ path: "/sso", kind: "slow", delayMs: 3000 });
    const answer = client.get(jwksPath);
    expect(await peek(answer)).toBe("waiting");
    await vi.advanceTimersByTimeAsync(2999);
    expect(await peek(answer)).toBe("waiting");
    await vi.advanceTimersByTimeAsync(1);
    expect(await (await answer).json()).toMatchObject({ keys: [{ alg: "RS256" }] });
  });

  it("comes at once when the faults are cleared, and leaves no timer behind", async () => {
    const client = playing({ path: "/sso", kind: "slow", delayMs: 3000 });
    const answer = client.get(jwksPath);
    expect(await peek(answer)).toBe("waiting");
    client.workos.faults.clear();
    expect((await answer).status).toBe(200);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("an error of the authorize call", () => {
  const denied: FaultSetting = {
    path: "/user_management/authorize",
    kind: "authorize-error",
    error: "sso_required",
    errorDescription: "Use your organization's single sign-on.",
  };

  it.each([{}, { invitation_token: "token_1" }])(
    "comes back with the client's state, %o",
    async (changes) => {
      const location = locationOf(await playing(denied).authorize(changes));
      expect(`${location.origin}${location.pathname}`).toBe(testAddresses.callback);
      expect(Object.fromEntries(location.searchParams)).toEqual({
        error: "sso_required",
        error_description: "Use your organization's single sign-on.",
        state: "opaque state",
      });
    },
  );

  it("never goes to a redirect URI that is not registered", async () => {
    const response = await playing(denied).authorize({ redirect_uri: "https://evil.example/callback" });
    expect(response.status).toBe(400);
    expect(response.headers.get("Location")).toBeNull();
  });
});
