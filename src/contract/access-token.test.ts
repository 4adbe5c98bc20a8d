import { describe, expect, it } from "vitest";

import { decodeAccessToken, getClaims } from "./access-token.ts";

function encode(claims: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(claims));
  return `e30.${Buffer.from(bytes).toString("base64url")}.signature`;
}

const needed = { sub: "user_1", iss: "https://api.workos.com", iat: 1000, exp: 1300 };

const namesBeyondAscii = [
  "Geschäftsführung",
  "Zoë Ångström",
  "İstanbul ılık",
  "Łódź Żółć",
  "管理者",
  "관리자",
  "Διευθυντής",
  "мастер-ключ",
  "مدير النظام",
  "מנהל",
  "प्रबंधक",
  "e\u0301 and é",
  "🦊 👩🏽‍💻 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
  "𠮷野家",
  '"quoted" \\ /slashed/ ??>>~~',
  "\u00a0\u2028",
];

describe("decodeAccessToken", () => {
  it("reads every claim that the console shows", () => {
    const claims = {
      ...needed,
      sid: "session_1",
      org_id: "org_1",
      role: "admin",
      roles: ["admin", "billing"],
      permissions: ["members:read"],
      feature_flags: ["beta"],
      acr: "email",
    };
    expect(decodeAccessToken(encode(claims))).toEqual({
      subject: "user_1",
      sessionId: "session_1",
      lifetimeMs: 300_000,
      organizationId: "org_1",
      role: "admin",
      roles: ["admin", "billing"],
      permissions: ["members:read"],
      featureFlags: ["beta"],
      isEmailAlone: true,
    });
  });

  it.each(namesBeyondAscii)("reads a name as it was written: %s", (name) => {
    const claims = {
      ...needed,
      role: name,
      roles: [name, "admin"],
      permissions: [name],
      feature_flags: [name],
    };
    expect(decodeAccessToken(encode(claims))).toMatchObject({
      role: name,
      roles: [name, "admin"],
      permissions: [name],
      featureFlags: [name],
    });
  });

  it("takes a claim of another type for absent, and keeps the others", () => {
    expect(
      decodeAccessToken(encode({ ...needed, sid: "session_1", role: { slug: "admin" }, permissions: null })),
    ).toMatchObject({ sessionId: "session_1", role: null, permissions: [] });
  });

  it.each([
    ["no JWT", "token"],
    ["no JSON", "e30.bm8.signature"],
    ["no base64url", "e30.%.signature"],
    ["a token without a subject", encode({ ...needed, sub: undefined })],
    ["a token without an end", encode({ ...needed, exp: "soon" })],
  ])("reads nothing out of %s", (_, token) => {
    expect(decodeAccessToken(token)).toBeNull();
  });
});

describe("getClaims", () => {
  it.each(namesBeyondAscii)("gives a claim as it was written, ours or another's: %s", (name) => {
    const claims = { ...needed, org_id: "org_1", role: name, org_name: name, nested: { [name]: [name] } };
    expect(getClaims(encode(claims))).toEqual(claims);
  });

  it("throws for what is no access token", () => {
    expect(() => getClaims("token")).toThrow();
  });
});
