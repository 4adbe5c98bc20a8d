import { describe, expect, it } from "vitest";

import { decodeAccessToken } from "../../contract/access-token.ts";
import { ada, analyticalEngines, linus } from "../people.ts";
import { createMockClient, type MockClient, readTokens, testAddresses, testNowMs } from "./mock-client.ts";

const logoutPath = "/user_management/sessions/logout";
const forgedSessionId = `session_${"0".repeat(26)}`;

function sessionIdOf(accessToken: string): string {
  return decodeAccessToken(accessToken)?.sessionId ?? "";
}

async function statusOfRefresh(client: MockClient, refreshToken: string): Promise<number> {
  return (await client.refresh(refreshToken)).status;
}

function refreshCookieOf(response: Response): string {
  const cookie = response.headers.getSetCookie().find((value) => value.startsWith("workos-refresh-token="));
  return cookie?.split(";")[0] ?? "";
}

function refreshWithCookie(client: MockClient, cookie: string): Promise<Response> {
  const body = { client_id: "client_portico_mock", grant_type: "refresh_token" };
  return client.postJson("/user_management/authenticate", body, { Cookie: cookie });
}

describe("logout", () => {
  it("ends the session and returns to a registered address", async () => {
    const client = createMockClient();
    const { accessToken, refreshToken } = await client.signIn("ada@example.com");
    const returnTo = encodeURIComponent(testAddresses.signedOut);
    const response = await client.get(
      `${logoutPath}?session_id=${sessionIdOf(accessToken)}&return_to=${returnTo}`,
    );
    expect(response.status).toBe(302);
    expect(response.headers.get("Location")).toBe(testAddresses.signedOut);
    expect(await statusOfRefresh(client, refreshToken)).toBe(400);
  });

  it("returns to the first registered address when it is told none", async () => {
    const client = createMockClient();
    const { accessToken } = await client.signIn("ada@example.com");
    const response = await client.get(`${logoutPath}?session_id=${sessionIdOf(accessToken)}`);
    expect(response.headers.get("Location")).toBe(testAddresses.signedOut);
  });

  it.each([
    "https://evil.example/signed-out",
    `${testAddresses.signedOut}/more`,
    `${testAddresses.signedOut}?x=1`,
    `${testAddresses.signedOut}@evil.example`,
    "//evil.example",
    "javascript:alert(1)",
    "",
  ])("refuses to return to %j and keeps the session", async (returnTo) => {
    const client = createMockClient();
    const { accessToken, refreshToken } = await client.signIn("ada@example.com");
    const query = new URLSearchParams({ session_id: sessionIdOf(accessToken), return_to: returnTo });
    const response = await client.get(`${logoutPath}?${query.toString()}`);
    expect(response.status).toBe(422);
    expect(await response.json()).toEqual({ message: expect.any(String) });
    expect(await statusOfRefresh(client, refreshToken)).toBe(200);
  });

  it.each(["", "?session_id=nonsense", `?session_id=${forgedSessionId}`])(
    "answers 422 to a session id that it never issued: %j",
    async (query) => {
      expect((await createMockClient().get(`${logoutPath}${query}`)).status).toBe(422);
    },
  );

  it("answers 422 where no address is registered", async () => {
    const client = createMockClient({ logoutUris: [] });
    const { accessToken } = await client.signIn("ada@example.com");
    expect((await client.get(`${logoutPath}?session_id=${sessionIdOf(accessToken)}`)).status).toBe(422);
  });
});

describe("revoking a session", () => {
  it("lets its refresh tokens die, and no other session's", async () => {
    const client = createMockClient();
    const one = await client.signIn("ada@example.com");
    const other = await client.signIn("ada@example.com");
    const response = await client.postWithKey("/user_management/sessions/revoke", {
      session_id: sessionIdOf(one.accessToken),
    });
    expect(response.status).toBe(200);
    const refused = await client.refresh(one.refreshToken);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: "invalid_grant" });
    expect(await statusOfRefresh(client, other.refreshToken)).toBe(200);
  });

  it("answers 400 to a session id that it never issued and 422 to none", async () => {
    const client = createMockClient();
    const path = "/user_management/sessions/revoke";
    const forged = await client.postWithKey(path, { session_id: forgedSessionId });
    expect({ status: forged.status, body: await forged.json() }).toEqual({
      status: 400,
      body: { message: expect.any(String) },
    });
    expect((await client.postWithKey(path, {})).status).toBe(422);
  });
});

describe("the list of a user's sessions", () => {
  it("says of each how it began and whether it still stands", async () => {
    const client = createMockClient();
    const { accessToken } = await client.signIn("linus@example.com");
    await client.sendMagicAuth("linus@example.com");
    await client.redeemMagicAuth("linus@example.com", client.readOneTimeCode("linus@example.com"), {
      ip_address: "198.51.100.7",
      user_agent: "a browser",
    });
    await client.get(`${logoutPath}?session_id=${sessionIdOf(accessToken)}`);

    const response = await client.getWithKey(`/user_management/users/${linus.id}/sessions`);
    const body: unknown = await response.json();
    expect(body).toMatchObject({ object: "list", list_metadata: { before: null, after: null } });
    expect(body).toMatchObject({
      data: expect.arrayContaining([
        expect.objectContaining({
          object: "session",
          id: sessionIdOf(accessToken),
          user_id: linus.id,
          auth_method: "password",
          status: "revoked",
          ended_at: new Date(testNowMs).toISOString(),
        }),
        expect.objectContaining({
          auth_method: "magic_code",
          status: "active",
          ended_at: null,
          ip_address: "198.51.100.7",
          user_agent: "a browser",
        }),
      ]),
    });
  });

  it("shows a session past its thirty days as expired", async () => {
    const client = createMockClient();
    await client.signIn("linus@example.com");
    client.workos.advanceClock(30 * 24 * 60 * 60 * 1000);
    const response = await client.getWithKey(`/user_management/users/${linus.id}/sessions`);
    expect(await response.json()).toMatchObject({ data: [{ status: "expired" }] });
  });

  it("answers 404 for an unknown user", async () => {
    const response = await createMockClient().getWithKey("/user_management/users/user_x/sessions");
    expect(response.status).toBe(404);
  });
});

describe("tokens in the authentication domain's cookie", () => {
  const cookieMode = { origin: "http://auth.test", cookieDomain: "test" };

  async function signInWithCookies(): Promise<{ client: MockClient; response: Response; cookie: string }> {
    const client = createMockClient(cookieMode);
    const response = await client.exchange(await client.getAuthorizationCode("ada@example.com"));
    return { client, response, cookie: refreshCookieOf(response) };
  }

  it("sets the refresh token out of scripts' reach, and a marker for authkit-js", async () => {
    const { response } = await signInWithCookies();
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^workos-refresh-token=[^;]{40,}; Path=\/user_management; Max-Age=2592000; Secure; HttpOnly; SameSite=Lax$/,
      ),
      "workos-has-session=client_portico_mock; Domain=test; Path=/; Max-Age=2592000; Secure; SameSite=Lax",
    ]);
  });

  it("never puts the refresh token into the body", async () => {
    const { response, cookie } = await signInWithCookies();
    const text = await response.text();
    expect(JSON.parse(text)).not.toHaveProperty("refresh_token");
    expect(text).not.toContain(cookie.split("=")[1] ?? "");
  });

  it("rotates by cookie alone", async () => {
    const { client, cookie } = await signInWithCookies();
    const second = await refreshWithCookie(client, cookie);
    expect(second.status).toBe(200);
    expect(await second.clone().json()).not.toHaveProperty("refresh_token");
    expect((await refreshWithCookie(client, refreshCookieOf(second))).status).toBe(200);
  });

  it("takes both cookies back when the token is dead", async () => {
    const { client, cookie } = await signInWithCookies();
    await refreshWithCookie(client, cookie);
    const dead = await refreshWithCookie(client, cookie);
    expect(dead.status).toBe(400);
    expect(dead.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^workos-refresh-token=; .*Max-Age=0/),
      expect.stringMatching(/^workos-has-session=; Domain=test; .*Max-Age=0/),
    ]);
  });

  it("keeps the cookies when only the organization was refused", async () => {
    const { client, cookie } = await signInWithCookies();
    const refused = await client.postJson(
      "/user_management/authenticate",
      { client_id: "client_portico_mock", grant_type: "refresh_token", organization_id: "org_unknown" },
      { Cookie: cookie },
    );
    expect(refused.status).toBe(404);
    expect(refused.headers.getSetCookie()).toEqual([]);
  });

  it("takes both cookies back at logout", async () => {
    const { client, response, cookie } = await signInWithCookies();
    const { access_token: accessToken } = JSON.parse(await response.text());
    const out = await client.get(`${logoutPath}?session_id=${sessionIdOf(String(accessToken))}`, {
      Cookie: cookie,
    });
    expect(out.headers.getSetCookie()).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^workos-refresh-token=; .*Max-Age=0/),
        expect.stringMatching(/^workos-has-session=; .*Max-Age=0/),
      ]),
    );
    expect((await refreshWithCookie(client, cookie)).status).toBe(400);
  });

  it("leaves backends, which show the API key, their tokens in the body", async () => {
    const client = createMockClient(cookieMode);
    await client.sendMagicAuth("grace@example.com");
    const response = await client.redeemMagicAuth(
      "grace@example.com",
      client.readOneTimeCode("grace@example.com"),
    );
    expect(response.headers.getSetCookie()).toEqual([]);
    expect((await readTokens(response)).refreshToken).not.toBe("");
  });

  it("is off without a cookie domain: no cookie is set, and none is read", async () => {
    const { cookie } = await signInWithCookies();
    const client = createMockClient();
    const response = await client.exchange(await client.getAuthorizationCode("ada@example.com"));
    expect(response.headers.getSetCookie()).toEqual([]);
    expect((await refreshWithCookie(client, cookie)).status).toBe(422);
  });
});

describe("the JWKS call", () => {
  it("can be asked by any page that only wants to know whether WorkOS answers", async () => {
    const response = await createMockClient().get("/sso/jwks/client_portico_mock", {
      Origin: "https://elsewhere.example",
      "Sec-Fetch-Mode": "no-cors",
    });
    expect(response.status).toBe(200);
    // With this header a browser would not even hand out an opaque answer.
    expect(response.headers.get("Cross-Origin-Resource-Policy")).toBeNull();
    expect(response.headers.get("Access-Control-Allow-Origin")).toBeNull();
  });

  it("can be read by the registered origins", async () => {
    const response = await createMockClient().get("/sso/jwks/client_portico_mock", {
      Origin: testAddresses.app,
    });
    expect(response.headers.get("Access-Control-Allow-Origin")).toBe(testAddresses.app);
  });

  it("knows the client alone", async () => {
    const client = createMockClient();
    expect((await client.get("/sso/jwks/client_portico_mock")).status).toBe(200);
    expect((await client.get("/sso/jwks/client_other")).status).toBe(404);
  });
});

it("names the seed's first person and organization in a session", async () => {
  const client = createMockClient();
  await client.signIn(ada.email);
  const response = await client.getWithKey(`/user_management/users/${ada.id}/sessions`);
  expect(await response.json()).toMatchObject({ data: [{ organization_id: analyticalEngines.id }] });
});
