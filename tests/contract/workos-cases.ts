import { WorkOS } from "@workos-inc/node";
import { createRemoteJWKSet, decodeJwt, jwtVerify } from "jose";
import * as v from "valibot";
import { expect } from "vitest";

/** The WorkOS, mocked or real, against which the cases run. */
export type ContractTarget = {
  /** Origin of the API. */
  baseUrl: string;
  clientId: string;
  apiKey: string;
  /** A registered redirect URI and a registered logout address. */
  redirectUri: string;
  logoutUri: string;
  /** Address of an existing account, for signing in through the authorize call. */
  email: string;
  /** Address for a Magic Auth code; a new one each time if possible, because sends are limited per address. */
  nextEmail: () => string;
  /** Follows an authorize URL like a user; resolves to the redirect URI with its parameters. */
  signInAt: (authorizeUrl: URL) => Promise<URL>;
};

export type ContractCase = { name: string; run: (target: ContractTarget) => Promise<void> };

const codeVerifier = "contract-verifier-of-more-than-forty-three-characters";
/** S256 of the verifier. */
const codeChallenge = "sHjGws-YxLa6YiR-0QIg7kFIz4fSGBv3mkhBAXaCDv4";
const foreignRedirectUri = "https://elsewhere.example/auth/workos/callback";

const tokensSchema = v.object({
  user: v.object({
    object: v.literal("user"),
    id: v.string(),
    email: v.string(),
    email_verified: v.boolean(),
  }),
  access_token: v.string(),
  refresh_token: v.string(),
});
const magicAuthSchema = v.object({
  id: v.string(),
  user_id: v.string(),
  email: v.string(),
  code: v.pipe(v.string(), v.regex(/^[0-9]{6}$/)),
  expires_at: v.pipe(v.string(), v.isoTimestamp()),
});

type Tokens = v.InferOutput<typeof tokensSchema>;

/** The behaviour of WorkOS on which Portico relies, one case each. */
export const workosCases: ContractCase[] = [
  {
    name: "authorize returns an authorization code and the state, character for character",
    async run(target) {
      const oauthState = '{"nonce":"a b+c&d=é"}';
      const callback = await target.signInAt(authorizeUrl(target, { state: oauthState }));
      expect(`${callback.origin}${callback.pathname}`).toBe(target.redirectUri);
      expect(callback.searchParams.get("state")).toBe(oauthState);
      expect(callback.searchParams.get("code")).toMatch(/.{16,}/);
    },
  },
  {
    name: "authorize shows a page of WorkOS before it returns to the app",
    async run(target) {
      const response = await fetch(authorizeUrl(target), { redirect: "manual" });
      const location = new URL(response.headers.get("Location") ?? "", target.baseUrl);
      expect(`${location.origin}${location.pathname}`).not.toBe(target.redirectUri);
    },
  },
  {
    name: "authorize never redirects to a foreign host",
    async run(target) {
      const response = await fetch(authorizeUrl(target, { redirect_uri: foreignRedirectUri }), {
        redirect: "manual",
      });
      expect(response.status).toBe(400);
      expect(response.headers.get("Location")).toBeNull();
    },
  },
  {
    name: "authorize never redirects to an unregistered path",
    async run(target) {
      const response = await fetch(authorizeUrl(target, { redirect_uri: `${target.redirectUri}/x` }), {
        redirect: "manual",
      });
      expect(response.status).toBe(400);
    },
  },
  {
    name: "authorize refuses an unknown client",
    async run(target) {
      const response = await fetch(authorizeUrl(target, { client_id: "client_unknown" }), {
        redirect: "manual",
      });
      expect(response.status).toBe(400);
    },
  },
  {
    name: "authorize refuses a request without a code challenge",
    async run(target) {
      const url = authorizeUrl(target);
      url.searchParams.delete("code_challenge");
      url.searchParams.delete("code_challenge_method");
      const response = await fetch(url, { redirect: "manual" });
      expect(new URL(response.headers.get("Location") ?? "").searchParams.get("error")).toBe(
        "invalid_request",
      );
    },
  },
  {
    name: "an authorization code with its verifier becomes tokens",
    async run(target) {
      const tokens = await signIn(target);
      expect(tokens.user.email).toBe(target.email);
    },
  },
  {
    name: "an authorization code is refused with another verifier, and without one",
    async run(target) {
      const authorizationCode = await getAuthorizationCode(target);
      const other = await authenticate(target, {
        grant_type: "authorization_code",
        code: authorizationCode,
        code_verifier: codeVerifier.toUpperCase(),
      });
      expect(other.status).toBe(400);
      const without = await authenticate(target, {
        grant_type: "authorization_code",
        code: authorizationCode,
      });
      expect(without.status).toBe(400);
    },
  },
  {
    name: "an authorization code is refused the second time",
    async run(target) {
      const authorizationCode = await getAuthorizationCode(target);
      expect((await exchange(target, authorizationCode)).status).toBe(200);
      expect((await exchange(target, authorizationCode)).status).toBe(400);
    },
  },
  {
    name: "a replayed authorization code ends the session made from it",
    async run(target) {
      const authorizationCode = await getAuthorizationCode(target);
      const tokens = await readTokens(await exchange(target, authorizationCode));
      await exchange(target, authorizationCode);
      expect((await refresh(target, tokens.refresh_token)).status).toBe(400);
    },
  },
  {
    name: "a refused authorization code is answered as an OAuth error",
    async run(target) {
      const response = await exchange(target, "made-up");
      expect(await response.json()).toMatchObject({
        error: "invalid_grant",
        error_description: expect.any(String),
      });
    },
  },
  {
    name: "authenticate refuses an unknown client",
    async run(target) {
      const response = await authenticate(target, {
        client_id: "client_unknown",
        grant_type: "authorization_code",
        code: await getAuthorizationCode(target),
        code_verifier: codeVerifier,
      });
      expect(response.status).toBe(400);
    },
  },
  {
    name: "the access token verifies against the JWKS and names user and session",
    async run(target) {
      const tokens = await signIn(target);
      const jwks = createRemoteJWKSet(new URL(`/sso/jwks/${target.clientId}`, target.baseUrl));
      const { payload } = await jwtVerify(tokens.access_token, jwks, {
        algorithms: ["RS256"],
        issuer: target.baseUrl,
      });
      expect(payload).toMatchObject({ sub: tokens.user.id, sid: expect.stringMatching(/^session_/) });
    },
  },
  {
    name: "the access token lasts five minutes",
    async run(target) {
      const { iat = 0, exp = 0 } = decodeJwt((await signIn(target)).access_token);
      expect(exp - iat).toBe(300);
    },
  },
  {
    name: "a refresh token works once and yields another",
    async run(target) {
      const first = await signIn(target);
      const second = await readTokens(await refresh(target, first.refresh_token));
      expect(second.refresh_token).not.toBe(first.refresh_token);
      const replayed = await refresh(target, first.refresh_token);
      expect(replayed.status).toBe(400);
      expect(JSON.stringify(await replayed.json())).toContain("invalid_grant");
      expect((await refresh(target, second.refresh_token)).status).toBe(200);
    },
  },
  {
    name: "a refresh keeps the session",
    async run(target) {
      const first = await signIn(target);
      const second = await readTokens(await refresh(target, first.refresh_token));
      expect(sessionIdOf(second)).toBe(sessionIdOf(first));
    },
  },
  {
    name: "logout returns to the app",
    async run(target) {
      const response = await logOut(target, await signIn(target));
      expect(response.status).toBe(302);
      expect(response.headers.get("Location")).toBe(target.logoutUri);
    },
  },
  {
    name: "logout never returns to a foreign host",
    async run(target) {
      const url = new URL("/user_management/sessions/logout", target.baseUrl);
      url.searchParams.set("session_id", sessionIdOf(await signIn(target)));
      url.searchParams.set("return_to", "https://elsewhere.example/");
      const response = await fetch(url, { redirect: "manual" });
      expect(response.headers.get("Location")).toBeNull();
      expect(response.ok).toBe(false);
    },
  },
  {
    name: "logout invalidates the refresh token",
    async run(target) {
      const tokens = await signIn(target);
      await logOut(target, tokens);
      expect((await refresh(target, tokens.refresh_token)).status).toBe(400);
    },
  },
  {
    name: "the server SDK revokes a session that it listed",
    async run(target) {
      const tokens = await signIn(target);
      const { userManagement } = connectSdk(target);
      const listed = await userManagement.listSessions(tokens.user.id, { limit: 100 });
      expect(listed.data.map((session) => session.id)).toContain(sessionIdOf(tokens));
      await userManagement.revokeSession({ sessionId: sessionIdOf(tokens) });
    },
  },
  {
    name: "a revoked session's refresh token is refused",
    async run(target) {
      const tokens = await signIn(target);
      await connectSdk(target).userManagement.revokeSession({ sessionId: sessionIdOf(tokens) });
      expect((await refresh(target, tokens.refresh_token)).status).toBe(400);
    },
  },
  {
    name: "the server SDK sends a Magic Auth code and redeems it",
    async run(target) {
      const email = target.nextEmail();
      const { userManagement } = connectSdk(target);
      const magicAuth = await userManagement.createMagicAuth({ email });
      expect(magicAuth).toMatchObject({ email, userId: expect.any(String) });
      const lifetimeMs = Date.parse(magicAuth.expiresAt) - Date.parse(magicAuth.createdAt);
      expect(Math.round(lifetimeMs / 60_000)).toBe(10);

      const authentication = await userManagement.authenticateWithMagicAuth({
        clientId: target.clientId,
        email,
        code: magicAuth.code,
      });
      expect(authentication.user.email).toBe(email);
      expect(authentication.authenticationMethod).toBe("MagicAuth");
      const refreshed = await userManagement.authenticateWithRefreshToken({
        clientId: target.clientId,
        refreshToken: authentication.refreshToken,
      });
      expect(refreshed.user.id).toBe(authentication.user.id);
    },
  },
  {
    name: "a sent Magic Auth code has the documented members",
    async run(target) {
      const response = await sendMagicAuth(target, target.nextEmail());
      expect(response.status).toBe(201);
      expect(v.is(magicAuthSchema, await response.json())).toBe(true);
    },
  },
  {
    name: "a Magic Auth code is made for an address without an account",
    async run(target) {
      const response = await sendMagicAuth(target, `newcomer-${crypto.randomUUID()}@example.com`);
      expect(response.status).toBe(201);
    },
  },
  {
    name: "a malformed address is answered 422 with the wrong field",
    async run(target) {
      const response = await sendMagicAuth(target, "not an address");
      expect(response.status).toBe(422);
      expect(await response.json()).toMatchObject({ code: "invalid_request_parameters" });
    },
  },
  {
    name: "the fourth Magic Auth code within a minute is refused with a retry time",
    async run(target) {
      const email = target.nextEmail();
      for (let sent = 0; sent < 3; sent += 1) await sendMagicAuth(target, email);
      const response = await sendMagicAuth(target, email);
      expect(response.status).toBe(429);
      expect(response.headers.get("Retry-After")).toMatch(/^[0-9]+$/);
    },
  },
  {
    name: "a wrong Magic Auth code is refused",
    async run(target) {
      const email = target.nextEmail();
      const oneTimeCode = await getOneTimeCode(target, email);
      expect((await redeem(target, email, otherThan(oneTimeCode))).status).toBe(400);
      expect((await redeem(target, email, oneTimeCode)).status).toBe(200);
    },
  },
  {
    name: "a wrong Magic Auth code is refused as invalid_one_time_code",
    async run(target) {
      const email = target.nextEmail();
      const response = await redeem(target, email, otherThan(await getOneTimeCode(target, email)));
      expect(await response.json()).toMatchObject({
        code: "invalid_one_time_code",
        message: expect.any(String),
      });
    },
  },
  {
    name: "a Magic Auth code is refused the second time",
    async run(target) {
      const email = target.nextEmail();
      const oneTimeCode = await getOneTimeCode(target, email);
      expect((await redeem(target, email, oneTimeCode)).status).toBe(200);
      expect((await redeem(target, email, oneTimeCode)).status).toBe(400);
    },
  },
  {
    name: "a used Magic Auth code is refused as one_time_code_previously_used",
    async run(target) {
      const email = target.nextEmail();
      const oneTimeCode = await getOneTimeCode(target, email);
      await redeem(target, email, oneTimeCode);
      const response = await redeem(target, email, oneTimeCode);
      expect(await response.json()).toMatchObject({ code: "one_time_code_previously_used" });
    },
  },
  {
    name: "a newer Magic Auth code replaces the older one",
    async run(target) {
      const email = target.nextEmail();
      const older = await getOneTimeCode(target, email);
      await getOneTimeCode(target, email);
      expect((await redeem(target, email, older)).status).toBe(400);
    },
  },
  {
    name: "guessing stops after ten wrong Magic Auth codes",
    async run(target) {
      const email = target.nextEmail();
      const oneTimeCode = await getOneTimeCode(target, email);
      for (let guess = 0; guess < 10; guess += 1) await redeem(target, email, otherThan(oneTimeCode));
      const response = await redeem(target, email, oneTimeCode);
      expect(response.ok).toBe(false);
    },
  },
  {
    name: "the Magic Auth grant refuses a client without the API key",
    async run(target) {
      const email = target.nextEmail();
      const oneTimeCode = await getOneTimeCode(target, email);
      for (const clientSecret of [null, "sk_test_wrong"]) {
        const response = await redeem(target, email, oneTimeCode, clientSecret);
        expect(response.status).toBe(400);
      }
    },
  },
  {
    name: "API calls without the key are answered 401",
    async run(target) {
      for (const path of ["/user_management/users", "/user_management/organization_memberships?user_id=x"]) {
        const response = await fetch(new URL(path, target.baseUrl));
        expect(response.status).toBe(401);
        expect(await response.json()).toMatchObject({ message: expect.any(String) });
      }
    },
  },
  {
    name: "the server SDK finds a user by address and by id",
    async run(target) {
      const { userManagement } = connectSdk(target);
      const listed = await userManagement.listUsers({ email: target.email });
      expect(listed.data).toHaveLength(1);
      const [user] = listed.data;
      expect(user?.email).toBe(target.email);
      expect((await userManagement.getUser(user?.id ?? "")).email).toBe(target.email);
      expect((await userManagement.listUsers({ email: "nobody@example.com" })).data).toEqual([]);
    },
  },
  {
    name: "the server SDK lists a user's organization memberships",
    async run(target) {
      const { userManagement } = connectSdk(target);
      const [user] = (await userManagement.listUsers({ email: target.email })).data;
      const memberships = await userManagement.listOrganizationMemberships({ userId: user?.id ?? "" });
      expect(memberships.data.every((membership) => membership.role.slug !== "")).toBe(true);
    },
  },
  {
    name: "unknown users and paths are answered 404",
    async run(target) {
      for (const path of ["/user_management/users/user_unknown", "/user_management/unknown"]) {
        const response = await fetch(new URL(path, target.baseUrl), { headers: bearer(target) });
        expect(response.status).toBe(404);
        expect(await response.json()).toMatchObject({ message: expect.any(String) });
      }
    },
  },
];

function connectSdk(target: ContractTarget): WorkOS {
  const url = new URL(target.baseUrl);
  return new WorkOS(target.apiKey, {
    clientId: target.clientId,
    apiHostname: url.hostname,
    https: url.protocol === "https:",
    ...(url.port === "" ? {} : { port: Number(url.port) }),
  });
}

function authorizeUrl(target: ContractTarget, changes: Record<string, string> = {}): URL {
  const url = new URL("/user_management/authorize", target.baseUrl);
  const query = {
    client_id: target.clientId,
    redirect_uri: target.redirectUri,
    response_type: "code",
    provider: "authkit",
    login_hint: target.email,
    code_challenge: codeChallenge,
    code_challenge_method: "S256",
    ...changes,
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}

async function getAuthorizationCode(target: ContractTarget): Promise<string> {
  const callback = await target.signInAt(authorizeUrl(target));
  return callback.searchParams.get("code") ?? "";
}

function authenticate(target: ContractTarget, body: Record<string, string>): Promise<Response> {
  return fetch(new URL("/user_management/authenticate", target.baseUrl), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ client_id: target.clientId, ...body }),
  });
}

function exchange(target: ContractTarget, authorizationCode: string): Promise<Response> {
  return authenticate(target, {
    grant_type: "authorization_code",
    code: authorizationCode,
    code_verifier: codeVerifier,
  });
}

async function signIn(target: ContractTarget): Promise<Tokens> {
  return readTokens(await exchange(target, await getAuthorizationCode(target)));
}

function refresh(target: ContractTarget, refreshToken: string): Promise<Response> {
  return authenticate(target, { grant_type: "refresh_token", refresh_token: refreshToken });
}

async function readTokens(response: Response): Promise<Tokens> {
  expect(response.status).toBe(200);
  return v.parse(tokensSchema, await response.json());
}

function sessionIdOf(tokens: Tokens): string {
  return v.parse(v.string(), decodeJwt(tokens.access_token)["sid"]);
}

function logOut(target: ContractTarget, tokens: Tokens): Promise<Response> {
  const url = new URL("/user_management/sessions/logout", target.baseUrl);
  url.searchParams.set("session_id", sessionIdOf(tokens));
  url.searchParams.set("return_to", target.logoutUri);
  return fetch(url, { redirect: "manual" });
}

function bearer(target: ContractTarget): Record<string, string> {
  return { Authorization: `Bearer ${target.apiKey}` };
}

function sendMagicAuth(target: ContractTarget, email: string): Promise<Response> {
  return fetch(new URL("/user_management/magic_auth", target.baseUrl), {
    method: "POST",
    headers: { "Content-Type": "application/json", ...bearer(target) },
    body: JSON.stringify({ email }),
  });
}

async function getOneTimeCode(target: ContractTarget, email: string): Promise<string> {
  return v.parse(magicAuthSchema, await (await sendMagicAuth(target, email)).json()).code;
}

function redeem(
  target: ContractTarget,
  email: string,
  oneTimeCode: string,
  clientSecret: string | null = target.apiKey,
): Promise<Response> {
  return authenticate(target, {
    grant_type: "urn:workos:oauth:grant-type:magic-auth:code",
    email,
    code: oneTimeCode,
    ...(clientSecret === null ? {} : { client_secret: clientSecret }),
  });
}

function otherThan(oneTimeCode: string): string {
  return oneTimeCode === "000000" ? "000001" : "000000";
}
