import { createLocalJWKSet, jwtVerify } from "jose";
import { describe, expect, it } from "vitest";

import { decodeAccessToken } from "../../contract/access-token.ts";
import { mockApiKey } from "../development-credentials.ts";
import { ada, analyticalEngines, grace, harbourWorks } from "../people.ts";
import { buildJwks } from "./access-token.ts";
import { createMockClient, type MockClient, readTokens, testAddresses, testNowMs } from "./mock-client.ts";

const minuteMs = 60_000;

async function expectFailure(
  response: Response,
  status: number,
  body: Record<string, unknown>,
): Promise<void> {
  expect({ status: response.status, body: await response.json() }).toMatchObject({ status, body });
}

async function getOneTimeCode(client: MockClient, email: string): Promise<string> {
  expect((await client.sendMagicAuth(email)).status).toBe(201);
  return client.readOneTimeCode(email);
}

function otherThan(oneTimeCode: string): string {
  return oneTimeCode === "000000" ? "000001" : "000000";
}

describe("the authorization_code grant", () => {
  it("answers a user, tokens and the organization", async () => {
    const client = createMockClient();
    const response = await client.exchange(await client.getAuthorizationCode("grace@example.com"));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      user: expect.objectContaining({ object: "user", email: "grace@example.com", email_verified: true }),
      organization_id: analyticalEngines.id,
      access_token: expect.any(String),
      refresh_token: expect.any(String),
      authentication_method: "Password",
    });
  });

  it("takes a form-encoded body too", async () => {
    const client = createMockClient();
    const authorizationCode = await client.getAuthorizationCode("grace@example.com");
    const response = await client.postForm("/user_management/authenticate", {
      client_id: "client_portico_mock",
      grant_type: "authorization_code",
      code: authorizationCode,
      code_verifier: "a-code-verifier-of-more-than-forty-three-characters",
    });
    expect(response.status).toBe(200);
  });

  it("gives no organization to somebody who has none", async () => {
    const client = createMockClient();
    const response = await client.exchange(await client.getAuthorizationCode("hedy@example.com"));
    expect(await response.json()).not.toHaveProperty("organization_id");
  });

  it.each([
    ["another verifier", "another-code-verifier-of-more-than-43-characters-x"],
    ["the verifier with a character more", "a-code-verifier-of-more-than-forty-three-charactersX"],
    ["a verifier that is too short", "short"],
    ["an empty verifier", ""],
  ])("refuses %s", async (_case, codeVerifier) => {
    const client = createMockClient();
    const authorizationCode = await client.getAuthorizationCode("ada@example.com");
    await expectFailure(await client.exchange(authorizationCode, { code_verifier: codeVerifier }), 400, {
      error: "invalid_grant",
      error_description: expect.any(String),
    });
  });

  it("demands a verifier from a public client", async () => {
    const client = createMockClient();
    const authorizationCode = await client.getAuthorizationCode("ada@example.com");
    await expectFailure(await client.exchange(authorizationCode, { code_verifier: null }), 400, {
      error: "invalid_request",
    });
  });

  it("demands the verifier even where the API key is shown", async () => {
    const client = createMockClient();
    const authorizationCode = await client.getAuthorizationCode("ada@example.com");
    const changes = { client_secret: mockApiKey, code_verifier: null };
    await expectFailure(await client.exchange(authorizationCode, changes), 400, { error: "invalid_grant" });
  });

  it("refuses an unknown client and a wrong API key", async () => {
    const client = createMockClient();
    const authorizationCode = await client.getAuthorizationCode("ada@example.com");
    for (const changes of [{ client_id: "client_other" }, { client_secret: "sk_test_wrong" }]) {
      await expectFailure(await client.exchange(authorizationCode, changes), 400, {
        error: "invalid_client",
      });
    }
  });

  it("refuses a code that another mocked environment issued", async () => {
    const redirectUris = [testAddresses.callback];
    const other = createMockClient({ clientId: "client_other", redirectUris });
    const authorizationCode = await other.getAuthorizationCode("ada@example.com", {
      client_id: "client_other",
    });
    await expectFailure(await createMockClient().exchange(authorizationCode), 400, {
      error: "invalid_grant",
    });
  });

  it("refuses another redirect URI than the code was issued for", async () => {
    const client = createMockClient();
    const authorizationCode = await client.getAuthorizationCode("ada@example.com");
    const redirect = { redirect_uri: "http://console.test/other" };
    await expectFailure(await client.exchange(authorizationCode, redirect), 400, { error: "invalid_grant" });
    const right = { redirect_uri: testAddresses.callback };
    expect((await client.exchange(authorizationCode, right)).status).toBe(200);
  });

  it("refuses a code after ten minutes, and not before", async () => {
    const client = createMockClient();
    const early = await client.getAuthorizationCode("ada@example.com");
    const late = await client.getAuthorizationCode("ada@example.com");
    client.workos.advanceClock(10 * minuteMs - 1);
    expect((await client.exchange(early)).status).toBe(200);
    client.workos.advanceClock(1);
    await expectFailure(await client.exchange(late), 400, { error: "invalid_grant" });
  });

  it("refuses a replayed code and ends the session that was made from it", async () => {
    const client = createMockClient();
    const authorizationCode = await client.getAuthorizationCode("ada@example.com");
    const { refreshToken } = await readTokens(await client.exchange(authorizationCode));
    await expectFailure(await client.exchange(authorizationCode), 400, { error: "invalid_grant" });
    await expectFailure(await client.refresh(refreshToken), 400, { error: "invalid_grant" });
  });

  it("gives one session at most when a code comes twice at once, and ends even that", async () => {
    const client = createMockClient();
    const authorizationCode = await client.getAuthorizationCode("ada@example.com");
    const answers = await Promise.all(Array.from({ length: 5 }, () => client.exchange(authorizationCode)));
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    const sessions = await client.getWithKey(`/user_management/users/${ada.id}/sessions`);
    expect(JSON.stringify(await sessions.json())).not.toContain('"status":"active"');
  });

  it.each(["", "nonsense", "a.b.c.d.e"])("refuses the made-up code %j", async (authorizationCode) => {
    const response = await createMockClient().exchange(authorizationCode);
    expect([400, 422]).toContain(response.status);
  });

  it("refuses a refresh token in the place of a code", async () => {
    const client = createMockClient();
    const { refreshToken } = await client.signIn("ada@example.com");
    await expectFailure(await client.exchange(refreshToken), 400, { error: "invalid_grant" });
  });
});

describe("the authenticate call", () => {
  it.each([
    ["client_id", { grant_type: "refresh_token" }],
    ["grant_type", { client_id: "client_portico_mock" }],
    ["code", { client_id: "client_portico_mock", grant_type: "authorization_code" }],
    ["refresh_token", { client_id: "client_portico_mock", grant_type: "refresh_token" }],
  ])("answers 422 without %s", async (field, body) => {
    await expectFailure(await createMockClient().postJson("/user_management/authenticate", body), 422, {
      code: "invalid_request_parameters",
      errors: [expect.objectContaining({ field, code: `${field}_required` })],
    });
  });

  it("answers 422 to a grant it does not know and to members that are no strings", async () => {
    const client = createMockClient();
    const bodies = [
      { client_id: "client_portico_mock", grant_type: "password" },
      { client_id: "client_portico_mock", grant_type: ["refresh_token"] },
    ];
    for (const body of bodies) {
      await expectFailure(await client.postJson("/user_management/authenticate", body), 422, {
        code: "invalid_request_parameters",
      });
    }
  });

  it("refuses bodies that are no JSON object", async () => {
    const client = createMockClient();
    expect((await client.postJson("/user_management/authenticate", ["x"])).status).toBe(400);
    const plain = { "Content-Type": "text/plain" };
    expect((await client.postJson("/user_management/authenticate", {}, plain)).status).toBe(415);
  });
});

describe("an access token", () => {
  it("is signed with the published key and carries the organization's claims", async () => {
    const client = createMockClient();
    const { accessToken } = await client.signIn("ada@example.com", { organization_id: analyticalEngines.id });
    const jwks = createLocalJWKSet(await (await client.get("/sso/jwks/client_portico_mock")).json());
    const { payload, protectedHeader } = await jwtVerify(accessToken, jwks, {
      issuer: testAddresses.origin,
      currentDate: new Date(testNowMs),
    });
    expect(protectedHeader).toMatchObject({ alg: "RS256", kid: "portico_mock_2026" });
    expect(payload).toEqual({
      iss: testAddresses.origin,
      sub: ada.id,
      sid: expect.stringMatching(/^session_/),
      jti: expect.any(String),
      iat: expect.any(Number),
      exp: expect.any(Number),
      org_id: analyticalEngines.id,
      role: "admin",
      roles: ["admin"],
      permissions: ["members:read", "members:invite", "members:remove", "billing:manage"],
      feature_flags: [],
      entitlements: [],
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
  });

  it("carries no organization claims without an organization", async () => {
    const { accessToken } = await createMockClient().signIn("hedy@example.com");
    expect(decodeAccessToken(accessToken)).toMatchObject({
      organizationId: null,
      role: null,
      permissions: [],
    });
  });

  it("lasts as long as it is told to", async () => {
    const { accessToken } = await createMockClient({ accessTokenLifetimeMs: 10_000 }).signIn(
      "ada@example.com",
    );
    expect(decodeAccessToken(accessToken)?.lifetimeMs).toBe(10_000);
  });

  it("is published without the private half of its key", () => {
    expect(Object.keys(buildJwks().keys[0] ?? {}).toSorted()).toEqual(
      ["alg", "e", "kid", "kty", "n", "use", "x5c", "x5t#S256"].toSorted(),
    );
  });
});

describe("the refresh_token grant", () => {
  it("rotates: every token works once", async () => {
    const client = createMockClient();
    const first = await client.signIn("ada@example.com");
    const second = await readTokens(await client.refresh(first.refreshToken));
    expect(second.refreshToken).not.toBe(first.refreshToken);
    await expectFailure(await client.refresh(first.refreshToken), 400, { error: "invalid_grant" });
    expect((await client.refresh(second.refreshToken)).status).toBe(200);
  });

  it("lets one of many simultaneous refreshes through", async () => {
    const client = createMockClient();
    const { refreshToken } = await client.signIn("ada@example.com");
    const answers = await Promise.all(Array.from({ length: 10 }, () => client.refresh(refreshToken)));
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
  });

  it("keeps the session and its organization", async () => {
    const client = createMockClient();
    const first = await client.signIn("grace@example.com");
    const second = await readTokens(await client.refresh(first.refreshToken));
    const before = decodeAccessToken(first.accessToken);
    expect(decodeAccessToken(second.accessToken)).toMatchObject({
      sessionId: before?.sessionId,
      organizationId: analyticalEngines.id,
    });
  });

  it("switches to another organization of the person", async () => {
    const client = createMockClient();
    const { refreshToken } = await client.signIn("ada@example.com", {
      organization_id: analyticalEngines.id,
    });
    const response = await client.refresh(refreshToken, { organization_id: harbourWorks.id });
    const { accessToken } = await readTokens(response);
    expect(decodeAccessToken(accessToken)).toMatchObject({ organizationId: harbourWorks.id, role: "member" });
  });

  it("refuses a foreign organization and does not use the token up", async () => {
    const client = createMockClient();
    const { refreshToken } = await client.signIn("linus@example.com");
    const foreign = { organization_id: analyticalEngines.id };
    await expectFailure(await client.refresh(refreshToken, foreign), 400, {
      code: "invalid_organization_id",
    });
    const unknown = { organization_id: "org_unknown" };
    await expectFailure(await client.refresh(refreshToken, unknown), 404, { message: expect.any(String) });
    expect((await client.refresh(refreshToken)).status).toBe(200);
  });

  it("dies with the session's thirty days, however often it was rotated", async () => {
    const client = createMockClient();
    const { refreshToken } = await client.signIn("ada@example.com");
    client.workos.advanceClock(29 * 24 * 60 * minuteMs);
    const second = await readTokens(await client.refresh(refreshToken));
    client.workos.advanceClock(24 * 60 * minuteMs);
    await expectFailure(await client.refresh(second.refreshToken), 400, { error: "invalid_grant" });
  });

  it("refuses a token of another client", async () => {
    const other = createMockClient({ clientId: "client_other" });
    await other.sendMagicAuth("grace@example.com");
    const changes = { client_id: "client_other" };
    const oneTimeCode = other.readOneTimeCode("grace@example.com");
    const tokens = await readTokens(await other.redeemMagicAuth("grace@example.com", oneTimeCode, changes));
    await expectFailure(await createMockClient().refresh(tokens.refreshToken), 400, {
      error: "invalid_grant",
    });
  });
});

describe("a restart of the mock", () => {
  it("signs nobody out, people who signed up included", async () => {
    const before = createMockClient();
    const request = await before.openHostedPage();
    const signUp = await before.postForm("/mock/authkit/sign-up", {
      request,
      first_name: "Mary",
      last_name: "Somerville",
      email: "mary@example.com",
    });
    const authorizationCode = new URL(signUp.headers.get("Location") ?? "").searchParams.get("code") ?? "";
    const { refreshToken } = await readTokens(await before.exchange(authorizationCode));

    const after = createMockClient();
    const response = await after.refresh(refreshToken);
    expect(await response.clone().json()).toMatchObject({ user: { first_name: "Mary" } });
    const rotated = await readTokens(response);
    expect((await after.refresh(rotated.refreshToken)).status).toBe(200);
    await expectFailure(await after.refresh(rotated.refreshToken), 400, { error: "invalid_grant" });
  });

  it("keeps authorization codes and hosted pages that are on their way", async () => {
    const before = createMockClient();
    const request = await before.openHostedPage();
    const authorizationCode = await before.getAuthorizationCode("ada@example.com");
    const after = createMockClient();
    expect((await after.exchange(authorizationCode)).status).toBe(200);
    expect((await after.get(`/mock/authkit?request=${request}`)).status).toBe(200);
  });

  it("does not make a sign-out of an older session ineffective", async () => {
    const { accessToken, refreshToken } = await createMockClient().signIn("ada@example.com");
    const after = createMockClient();
    const sessionId = decodeAccessToken(accessToken)?.sessionId ?? "";
    await after.get(`/user_management/sessions/logout?session_id=${sessionId}`);
    await expectFailure(await after.refresh(refreshToken), 400, { error: "invalid_grant" });
  });

  it("gives an address the same account again", async () => {
    const ids = await Promise.all(
      [createMockClient(), createMockClient()].map(async (client) => {
        const answer: unknown = await (await client.sendMagicAuth("mary@example.com")).json();
        return answer;
      }),
    );
    expect(ids[0]).toMatchObject({ user_id: expect.stringMatching(/^user_/) });
    const [first, second] = ids.map((id) => JSON.stringify(id).match(/"user_id":"[^"]+"/)?.[0]);
    expect(first).toBe(second);
  });
});

describe("the magic-auth grant", () => {
  it("answers tokens of the only organization for the right code", async () => {
    const client = createMockClient();
    const oneTimeCode = await getOneTimeCode(client, "grace@example.com");
    const response = await client.redeemMagicAuth("grace@example.com", oneTimeCode);
    expect(await response.json()).toMatchObject({
      user: { id: grace.id },
      organization_id: analyticalEngines.id,
      refresh_token: expect.any(String),
      authentication_method: "MagicAuth",
    });
  });

  it("reads the address in any letter case", async () => {
    const client = createMockClient();
    const oneTimeCode = await getOneTimeCode(client, "GRACE@Example.com");
    expect((await client.redeemMagicAuth("Grace@example.COM", oneTimeCode)).status).toBe(200);
  });

  it.each([{ client_secret: null }, { client_secret: "sk_test_wrong" }])(
    "is closed to clients with %o",
    async (changes) => {
      const client = createMockClient();
      const oneTimeCode = await getOneTimeCode(client, "grace@example.com");
      await expectFailure(await client.redeemMagicAuth("grace@example.com", oneTimeCode, changes), 400, {
        error: "invalid_client",
      });
    },
  );

  it("refuses a wrong code, and one for another address", async () => {
    const client = createMockClient();
    const oneTimeCode = await getOneTimeCode(client, "grace@example.com");
    const wrong = { code: "invalid_one_time_code", message: expect.any(String) };
    await expectFailure(
      await client.redeemMagicAuth("grace@example.com", otherThan(oneTimeCode)),
      400,
      wrong,
    );
    await expectFailure(await client.redeemMagicAuth("ada@example.com", oneTimeCode), 400, wrong);
  });

  it("refuses a code after ten minutes, and not before", async () => {
    const client = createMockClient();
    const early = await getOneTimeCode(client, "grace@example.com");
    client.workos.advanceClock(10 * minuteMs - 1);
    expect((await client.redeemMagicAuth("grace@example.com", early)).status).toBe(200);
    const late = await getOneTimeCode(client, "grace@example.com");
    client.workos.advanceClock(10 * minuteMs);
    await expectFailure(await client.redeemMagicAuth("grace@example.com", late), 400, {
      code: "one_time_code_expired",
    });
  });

  it("refuses a code the second time", async () => {
    const client = createMockClient();
    const oneTimeCode = await getOneTimeCode(client, "grace@example.com");
    await client.redeemMagicAuth("grace@example.com", oneTimeCode);
    await expectFailure(await client.redeemMagicAuth("grace@example.com", oneTimeCode), 400, {
      code: "one_time_code_previously_used",
    });
  });

  it("accepts the newest code of an address only", async () => {
    const client = createMockClient();
    const older = await getOneTimeCode(client, "grace@example.com");
    const newest = await getOneTimeCode(client, "grace@example.com");
    await expectFailure(await client.redeemMagicAuth("grace@example.com", older), 400, {
      code: "invalid_one_time_code",
    });
    expect((await client.redeemMagicAuth("grace@example.com", newest)).status).toBe(200);
  });

  it("refuses even the right code after ten wrong guesses", async () => {
    const client = createMockClient();
    const oneTimeCode = await getOneTimeCode(client, "grace@example.com");
    for (let guess = 0; guess < 10; guess += 1) {
      await expectFailure(await client.redeemMagicAuth("grace@example.com", otherThan(oneTimeCode)), 400, {
        code: "invalid_one_time_code",
      });
    }
    client.workos.advanceClock(minuteMs);
    await expectFailure(await client.redeemMagicAuth("grace@example.com", oneTimeCode), 400, {
      code: "one_time_code_too_many_attempts",
    });
  });

  it("still takes the right code after nine wrong guesses", async () => {
    const client = createMockClient();
    const oneTimeCode = await getOneTimeCode(client, "grace@example.com");
    for (let guess = 0; guess < 9; guess += 1) {
      await client.redeemMagicAuth("grace@example.com", otherThan(oneTimeCode));
    }
    expect((await client.redeemMagicAuth("grace@example.com", oneTimeCode)).status).toBe(200);
  });

  it("answers 429 to the eleventh attempt of an address within a minute", async () => {
    const client = createMockClient();
    for (let attempt = 0; attempt < 10; attempt += 1)
      await client.redeemMagicAuth("grace@example.com", "000000");
    client.workos.advanceClock(20_500);
    const response = await client.redeemMagicAuth("grace@example.com", "000000");
    expect(response.status).toBe(429);
    expect(response.headers.get("Retry-After")).toBe("40");
    expect((await client.redeemMagicAuth("ada@example.com", "000000")).status).toBe(400);
    client.workos.advanceClock(40_000);
    expect((await client.redeemMagicAuth("grace@example.com", "000000")).status).toBe(400);
  });

  it("confirms the address of a newcomer", async () => {
    const client = createMockClient();
    const oneTimeCode = await getOneTimeCode(client, "mary@example.com");
    const listed = await client.getWithKey("/user_management/users?email=mary@example.com");
    expect(await listed.json()).toMatchObject({ data: [{ email_verified: false }] });
    const response = await client.redeemMagicAuth("mary@example.com", oneTimeCode);
    expect(await response.json()).toMatchObject({ user: { email_verified: true } });
  });
});
