import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

import { decodeJwt, importJWK, SignJWT } from "jose";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { testSealingKeys } from "../../../src/function/testing/test-keys.ts";
import { forgeries, resign } from "../../function/forged-tokens.ts";
import { createGenuineTokens } from "../../function/genuine-tokens.ts";
import { mockApiKey, mockClientId } from "../../../src/mocks/development-credentials.ts";
import { grace } from "../../../src/mocks/people.ts";
import { createMockWorkos } from "../../../src/mocks/workos/mock-workos.ts";
import { signingKeyPair } from "../../../src/mocks/workos/development-keys.ts";
import { createMembersApi } from "./members-api.ts";
import { createVerifyAccessToken } from "./verify-access-token.ts";

const workos = createMockWorkos({
  origin: "https://api.workos.com",
  redirectUris: [],
  logoutUris: [],
  allowedOrigins: [],
  signUpAllowed: false,
});
const genuine = await createGenuineTokens({
  workos,
  readWorkosCode: () => /[0-9]{6}/.exec(workos.mailbox.latestTo(grace.email)?.text ?? "")?.[0] ?? null,
  workosEmail: grace.email,
  workosKey: signingKeyPair,
  clientId: mockClientId,
  apiKey: mockApiKey,
  sealingKeys: testSealingKeys,
});
const { issuedAtMs } = genuine;

function createVerifier() {
  return createVerifyAccessToken({
    consoleOrigin: genuine.consoleOrigin,
    workosApiUrl: genuine.workosOrigin,
    workosClientId: mockClientId,
    workosIssuer: genuine.workosOrigin,
  });
}

async function call(method: string, path: string, token: string | null) {
  const api = createMembersApi(createVerifier());
  const headers = token === null ? {} : { Authorization: `Bearer ${token}` };
  const response = await api(new Request(`https://api.example.com${path}`, { method, headers }));
  return [response.status, response.headers.get("WWW-Authenticate")];
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: issuedAtMs });
  vi.stubGlobal("fetch", genuine.fetch);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the example of a backend's verification", () => {
  it("takes the tokens of either issuer, with what the console's function and WorkOS serve as keys", async () => {
    const verify = createVerifier();
    genuine.asked.length = 0;
    expect(await verify(genuine.workos.token)).toMatchObject({
      issuer: "workos",
      subject: grace.id,
      organizationId: decodeJwt(genuine.workos.token)["org_id"],
      permissions: decodeJwt(genuine.workos.token)["permissions"],
      authentication: "full",
    });
    expect(await verify(genuine.local.token)).toEqual({
      issuer: "local",
      subject: "acct_ada",
      organizationId: "org_1",
      role: "admin",
      permissions: [],
      authentication: "email",
    });
    await verify(genuine.workos.token);
    expect(genuine.asked).toEqual([
      `${genuine.workosOrigin}/sso/jwks/${mockClientId}`,
      `${genuine.consoleOrigin}/api/jwks.json`,
    ]);
  });

  it.each([-59, 0, 300 + 59])(
    "takes them by a clock that stands %i s after their beginning",
    async (seconds) => {
      vi.setSystemTime(issuedAtMs + seconds * 1000);
      expect(await createVerifier()(genuine.workos.token)).not.toBeNull();
      expect(await createVerifier()(genuine.local.token)).not.toBeNull();
    },
  );

  it.each([-3600, -61, 300 + 61, 3600])("refuses them by a clock at %i s", async (seconds) => {
    vi.setSystemTime(issuedAtMs + seconds * 1000);
    expect(await createVerifier()(genuine.workos.token)).toBeNull();
    expect(await createVerifier()(genuine.local.token)).toBeNull();
  });

  it.each(forgeries)("refuses $name", async ({ forge }) => {
    const verify = createVerifier();
    genuine.asked.length = 0;
    expect(await verify(await forge(genuine))).toBeNull();
    expect(genuine.asked.filter((url) => url.includes("evil"))).toEqual([]);
  });

  it("takes a token of WorkOS's with our client as its audience", async () => {
    const token = await resign(genuine.workos, { claims: { aud: mockClientId, client_id: mockClientId } });
    expect(await createVerifier()(token)).not.toBeNull();
  });

  it("refuses another algorithm where the keys don't say which one they are for", async () => {
    vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ keys: [genuine.workos.publicJwk] })));
    expect(genuine.workos.publicJwk).not.toHaveProperty("alg");
    expect(await createVerifier()(genuine.workos.token)).not.toBeNull();
    const key = await importJWK({ ...signingKeyPair, alg: "RS512" }, "RS512");
    const token = await new SignJWT(decodeJwt(genuine.workos.token))
      .setProtectedHeader({ alg: "RS512", kid: signingKeyPair.kid })
      .sign(key);
    expect(await createVerifier()(token)).toBeNull();
  });

  it("takes every local token for a mailbox's, whatever it says of itself", async () => {
    const token = await resign(genuine.local, { claims: { acr: undefined } });
    expect(await createVerifier()(token)).toMatchObject({ authentication: "email" });
  });

  it.each([
    ["nobody answers", () => Promise.reject(new TypeError("fetch failed"))],
    ["a 500 comes", () => Promise.resolve(new Response(null, { status: 500 }))],
    ["something else than keys comes", () => Promise.resolve(Response.json({ hello: "world" }))],
  ])("neither takes nor refuses a token while %s", async (_, ask) => {
    vi.stubGlobal("fetch", ask);
    await expect(createVerifier()(genuine.workos.token)).rejects.toThrow();
  });
});

describe("the example of a backend", () => {
  it("answers callers of either issuer, and lets nobody invite who has only shown a mailbox", async () => {
    expect(await call("GET", "/members", genuine.workos.token)).toEqual([200, null]);
    expect(await call("GET", "/members", genuine.local.token)).toEqual([200, null]);
    expect(await call("POST", "/invitations", genuine.workos.token)).toEqual([201, null]);
    expect(await call("POST", "/invitations", genuine.local.token)).toEqual([
      401,
      'Bearer error="insufficient_user_authentication"',
    ]);
    expect(await call("GET", "/elsewhere", genuine.workos.token)).toEqual([404, null]);
  });

  it("refuses strangers, and asks for patience while the keys can't be had", async () => {
    expect(await call("GET", "/members", null)).toEqual([401, "Bearer"]);
    expect(await call("GET", "/members", "x.y.z")).toEqual([401, 'Bearer error="invalid_token"']);
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("fetch failed")));
    expect(await call("GET", "/members", genuine.workos.token)).toEqual([503, null]);
  });

  it("runs by the command that the page names", async () => {
    vi.unstubAllGlobals();
    const backend = spawn(process.execPath, ["tests/examples/backend/serve.ts"], {
      env: { ...process.env, PORT: "0" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      let address: string | undefined;
      for await (const line of createInterface(backend.stdout)) {
        address = /http:\S+/.exec(line)?.[0];
        break;
      }
      expect((await fetch(`${String(address)}/members`)).status).toBe(401);
    } finally {
      backend.kill();
    }
  });
});
