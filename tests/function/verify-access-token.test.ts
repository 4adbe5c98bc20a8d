import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";

import { testSealingKeys } from "../../src/function/testing/test-keys.ts";
import { createTestWorkos } from "../../src/function/testing/test-workos.ts";
import { mockApiKey, mockClientId } from "../../src/mocks/development-credentials.ts";
import { grace } from "../../src/mocks/people.ts";
import { signingKeyPair } from "../../src/mocks/workos/development-keys.ts";
import { parseSealingKeys } from "../../src/function/core/configuration/sealing-keys.ts";
import {
  createAccessTokens,
  trustAccessTokens,
} from "../../src/function/features/local-issuer/access-tokens.ts";
import { forgeries, resign } from "./forged-tokens.ts";
import { createGenuineTokens } from "./genuine-tokens.ts";
import { nextTurn } from "../../src/function/testing/test-background.ts";
import { createFindKeys } from "../../src/function/features/access-tokens/access-tokens.ts";
import { trustWorkos } from "../../src/function/features/access-tokens/trust-workos.ts";
import { createVerifyAccessToken } from "../../src/function/features/access-tokens/verify-access-token.ts";

const workos = createTestWorkos({ signUpAllowed: false });
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

function createVerifier({
  nowMs = issuedAtMs,
  hasLocalIssuer = true,
  ask = genuine.fetch,
}: { nowMs?: number; hasLocalIssuer?: boolean; ask?: typeof fetch } = {}) {
  const now = () => nowMs;
  const accessTokens = createAccessTokens({
    issuer: genuine.consoleOrigin,
    keys: parseSealingKeys(testSealingKeys),
    lifetimeMs: 300_000,
    now,
  });
  const issuers = [
    ...(hasLocalIssuer ? [trustAccessTokens(genuine.consoleOrigin, accessTokens)] : []),
    trustWorkos({ clientId: mockClientId, apiUrl: new URL(genuine.workosOrigin) }, [
      genuine.workosOrigin,
      `${genuine.workosOrigin}/user_management/${mockClientId}`,
    ]),
  ].map((trusted) => ({
    ...trusted,
    findKeys: createFindKeys(trusted, { fetch: ask, now, wait: nextTurn, runInBackground: () => {} }),
  }));
  return createVerifyAccessToken({ issuers, now });
}

const verify = createVerifier();

describe("an access token", () => {
  it("verifies a WorkOS token with its user and organization as a full sign-in", async () => {
    const { org_id: organizationId, sid: sessionId, ...claims } = decodeJwt(genuine.workos.token);
    expect(organizationId).toMatch(/^org_/);
    expect(await verify(genuine.workos.token)).toEqual({
      kind: "verified",
      access: {
        issuer: "workos",
        subject: grace.id,
        sessionId,
        organizationId,
        role: claims["role"],
        permissions: claims["permissions"],
        authentication: "full",
        impersonator: null,
      },
    });
  });

  it("verifies a local token as proof of a mailbox only", async () => {
    expect(await verify(genuine.local.token)).toMatchObject({
      kind: "verified",
      access: {
        issuer: "local",
        subject: "acct_ada",
        organizationId: "org_1",
        role: "admin",
        permissions: [],
        authentication: "email",
      },
    });
    const withoutAcr = await resign(genuine.local, { claims: { acr: undefined } });
    expect(await verify(withoutAcr)).toMatchObject({ access: { authentication: "email" } });
  });

  it.each<[unknown, string]>([
    [{ sub: "admin@example.com" }, "admin@example.com"],
    [{ sub: "admin@example.com", act: { sub: "other@example.com" } }, "admin@example.com"],
    [{}, "unknown"],
    [{ sub: "" }, "unknown"],
    [{ sub: 1 }, "unknown"],
    ["admin@example.com", "unknown"],
    [[], "unknown"],
    [null, "unknown"],
    [false, "unknown"],
  ])("takes a token with the actor %j for an impersonator's", async (act, impersonator) => {
    const token = await resign(genuine.workos, { claims: { act } });
    expect(await verify(token)).toMatchObject({ access: { subject: grace.id, impersonator } });
  });

  it("doesn't treat a WorkOS token with acr email as a full sign-in", async () => {
    const token = await resign(genuine.workos, { claims: { acr: "email" } });
    expect(await verify(token)).toMatchObject({ access: { issuer: "workos", authentication: "email" } });
  });

  it.each([
    { claims: { iss: `${genuine.workosOrigin}/user_management/${mockClientId}` } },
    { claims: { aud: mockClientId, client_id: mockClientId } },
    { claims: { aud: ["https://api.example.com", mockClientId] } },
    { header: { typ: undefined } },
    { header: { typ: "application/AT+JWT" } },
    { claims: { org_id: undefined, role: undefined, permissions: undefined } },
  ])("accepts a WorkOS token with %j", async (changes) => {
    expect(await verify(await resign(genuine.workos, changes))).toMatchObject({
      kind: "verified",
      access: { issuer: "workos", subject: grace.id },
    });
  });

  it.each([
    ["a slow clock", -59],
    ["a fast clock, at the token's expiry", 300 + 59],
  ])("accepts a token with %s (%i s)", async (_, seconds) => {
    const verify = createVerifier({ nowMs: issuedAtMs + seconds * 1000 });
    expect(await verify(genuine.local.token)).toMatchObject({ kind: "verified" });
    expect(await verify(genuine.workos.token)).toMatchObject({ kind: "verified" });
  });

  it.each([
    ["an hour early", -3600, "not_yet_valid"],
    ["just before its start", -61, "not_yet_valid"],
    ["just after its expiry", 300 + 61, "expired"],
    ["an hour late", 3600, "expired"],
  ])("refuses a token %s (%i s)", async (_, seconds, refusal) => {
    const verify = createVerifier({ nowMs: issuedAtMs + seconds * 1000 });
    expect(await verify(genuine.local.token)).toEqual({ kind: "refused", refusal });
  });

  it("refuses a local token without a local issuer", async () => {
    const verify = createVerifier({ hasLocalIssuer: false });
    expect(await verify(genuine.local.token)).toEqual({ kind: "refused", refusal: "untrusted_issuer" });
  });

  it("neither accepts nor refuses WorkOS tokens while WorkOS's keys are unavailable, and accepts local ones", async () => {
    const verify = createVerifier({ ask: () => Promise.reject(new TypeError("fetch failed")) });
    expect(await verify(genuine.workos.token)).toEqual({ kind: "keys_unavailable" });
    expect(await verify(genuine.local.token)).toMatchObject({ kind: "verified" });
  });
});

describe("a forged access token", () => {
  it("tries more than seventy shapes of forged tokens", () => {
    expect(forgeries.length).toBeGreaterThan(70);
    expect(new Set(forgeries.map(({ name }) => name)).size).toBe(forgeries.length);
  });

  it.each(forgeries)("refuses a forged token: $name", async ({ forge, refusal }) => {
    genuine.asked.length = 0;
    const token = await forge(genuine);
    expect(token).not.toBe(genuine.local.token);
    expect(await createVerifier()(token)).toEqual({ kind: "refused", refusal });
    const jwksUrl = `${genuine.workosOrigin}/sso/jwks/${mockClientId}`;
    expect(genuine.asked.filter((url) => url !== jwksUrl)).toEqual([]);
  });

  it.each([
    ["a trailing line break", (token: string) => `${token}\n`],
    ["a space in it", (token: string) => token.replace(".", ". ")],
    ["padding", (token: string) => `${token}==`],
    ["the scheme as a prefix", (token: string) => `Bearer ${token}`],
    ["standard base64", (token: string) => token.replace(/[^.]*$/, "+/+/")],
  ])("refuses a genuine token with %s", async (_, spoil) => {
    expect(await verify(spoil(genuine.local.token))).toEqual({ kind: "refused", refusal: "malformed" });
  });

  it("refuses a genuine token that is too long", async () => {
    const token = await resign(genuine.local, { claims: { padding: "x".repeat(8192) } });
    expect(await verify(token)).toEqual({ kind: "refused", refusal: "malformed" });
  });

  it.each([
    ["no key id", { header: { kid: undefined } }, "malformed"],
    ["a type that isn't a string", { header: { typ: 1 } }, "malformed"],
    ["permissions that aren't a list", { claims: { permissions: "members:invite" } }, "wrong_claims"],
    ["an organization that isn't a string", { claims: { org_id: 1 } }, "wrong_claims"],
  ])("refuses a token with %s", async (_, changes, refusal) => {
    expect(await verify(await resign(genuine.workos, changes))).toEqual({ kind: "refused", refusal });
  });
});
