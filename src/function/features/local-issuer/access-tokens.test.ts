import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { describe, expect, it } from "vitest";

import { decodeAccessToken } from "../../../contract/access-token.ts";
import type { SealingKey } from "../../core/configuration/sealing-keys.ts";
import { createAccessTokens } from "./access-tokens.ts";

const older: SealingKey = { id: "k1", secret: new Uint8Array(32).fill(1) };
const newer: SealingKey = { id: "k2", secret: new Uint8Array(32).fill(2) };
const issuer = "https://console.example.com";
const nowMs = 1_800_000_000_500;
const access = {
  subject: "acct_ada",
  sessionId: "family",
  authenticatedAtMs: nowMs - 60_000,
  organization: { id: "org_1", role: "member" },
};

function create(keys: [SealingKey, ...SealingKey[]] = [older]) {
  return createAccessTokens({ issuer, keys, lifetimeMs: 300_000, now: () => nowMs });
}

function verify(token: string, jwks: Awaited<ReturnType<ReturnType<typeof create>["readJwks"]>>) {
  return jwtVerify(token, createLocalJWKSet(jwks), {
    issuer,
    audience: issuer,
    typ: "at+jwt",
    algorithms: ["ES256"],
    currentDate: new Date(nowMs),
  });
}

describe("the local issuer's access token", () => {
  it("issues tokens that verify against the served keys and claim only a proved mailbox", async () => {
    const tokens = create();
    const token = await tokens.issue(access);
    const { payload, protectedHeader } = await verify(token, await tokens.readJwks());
    expect(protectedHeader).toEqual({ alg: "ES256", typ: "at+jwt", kid: "k1" });
    expect(payload).toMatchObject({
      iss: issuer,
      aud: issuer,
      sub: "acct_ada",
      sid: "family",
      acr: "email",
      amr: ["otp"],
      org_id: "org_1",
      role: "member",
      auth_time: 1_799_999_940,
      iat: 1_800_000_000,
      exp: 1_800_000_300,
    });
  });

  it("issues tokens that the page reads like WorkOS's", async () => {
    expect(decodeAccessToken(await create().issue(access))).toMatchObject({
      subject: "acct_ada",
      sessionId: "family",
      lifetimeMs: 300_000,
      organizationId: "org_1",
      role: "member",
    });
  });

  it("omits organization and role when there are none", async () => {
    const payload = decodeJwt(await create().issue({ ...access, organization: null }));
    expect(payload).not.toHaveProperty("org_id");
    expect(payload).not.toHaveProperty("role");
    expect(
      decodeJwt(await create().issue({ ...access, organization: { id: "org_1", role: null } })),
    ).not.toHaveProperty("role");
  });

  it("gives every token a different id", async () => {
    const tokens = create();
    const [one, other] = await Promise.all([tokens.issue(access), tokens.issue(access)]);
    expect(decodeJwt(one).jti).not.toBe(decodeJwt(other).jti);
  });

  it("verifies tokens on every instance with the same keys, and after a key change until the old key is removed", async () => {
    const token = await create().issue(access);
    await verify(token, await create().readJwks());
    const rotated = create([newer, older]);
    await verify(token, await rotated.readJwks());
    expect(decodeProtectedHeader(await rotated.issue(access))["kid"]).toBe("k2");
    await expect(verify(token, await create([newer]).readJwks())).rejects.toThrow();
  });

  it("derives the same signing key on Node and workerd, so that a change of host signs no one out", async () => {
    const [key] = (await create().readJwks()).keys;
    expect(key).toMatchObject({
      x: "RVn3Er49OVONMQUcyJucJTlGPU_jsaBw7VOJEQKbJnw",
      y: "RoYfQ8Jhs4Oq4_pkNvaW0s6WOJHLmplf3x9OMtcnX4c",
    });
  });

  it("serves only public keys", async () => {
    const { keys } = await create([newer, older]).readJwks();
    expect(keys.map((key) => key["kid"])).toEqual(["k2", "k1"]);
    for (const key of keys) {
      expect(Object.keys(key).toSorted()).toEqual(["alg", "crv", "kid", "kty", "use", "x", "y"]);
    }
    expect(keys[0]?.["x"]).not.toBe(keys[1]?.["x"]);
  });
});
