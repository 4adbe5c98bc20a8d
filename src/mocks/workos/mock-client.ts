import * as v from "valibot";

import { mockApiKey, mockClientId } from "../development-credentials.ts";
import { encodeBase64url } from "./base64url.ts";
import { createMockWorkos, type MockWorkos, type MockWorkosOptions } from "./mock-workos.ts";

/** The addresses that a mock for tests is set up with. */
export const testAddresses = {
  origin: "http://auth.test",
  app: "http://console.test",
  callback: "http://console.test/auth/workos/callback",
  signedOut: "http://console.test/signed-out",
} as const;

/** Where the clock of a mock for tests stands until it is advanced. */
export const testNowMs = Date.parse("2026-11-20T12:00:00Z");

/** A verifier as a browser would make it, with its S256 challenge (RFC 7636, sections 4.1 and 4.2). */
export const testCodeVerifier = "a-code-verifier-of-more-than-forty-three-characters";

export type Tokens = { accessToken: string; refreshToken: string };

export type MockClient = {
  workos: MockWorkos;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  postJson(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  postForm(path: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Response>;
  /** An API call with the key. */
  getWithKey(path: string): Promise<Response>;
  postWithKey(path: string, body: unknown): Promise<Response>;
  /** The authorize call with everything right, except for what `changes` says; null drops a parameter. */
  authorize(changes?: Record<string, string | null>): Promise<Response>;
  /** The `request` parameter of the hosted page that an authorize call leads to. */
  openHostedPage(changes?: Record<string, string | null>): Promise<string>;
  /** An authorization code, got by choosing this person on the hosted page. */
  getAuthorizationCode(email: string, changes?: Record<string, string | null>): Promise<string>;
  exchange(authorizationCode: string, changes?: Record<string, string | null>): Promise<Response>;
  signIn(email: string, changes?: Record<string, string | null>): Promise<Tokens>;
  refresh(refreshToken: string, changes?: Record<string, string>): Promise<Response>;
  sendMagicAuth(email: string): Promise<Response>;
  redeemMagicAuth(
    email: string,
    oneTimeCode: string,
    changes?: Record<string, string | null>,
  ): Promise<Response>;
  /** The code in the newest mail to this address. */
  readOneTimeCode(email: string): string;
};

const tokensSchema = v.object({ access_token: v.string(), refresh_token: v.string() });

/** Speaks to a fresh mock without any network, the way authkit-js, the hosted page's forms and a backend do. */
export function createMockClient(options: Partial<MockWorkosOptions> = {}): MockClient {
  const workos = createMockWorkos({
    origin: testAddresses.origin,
    redirectUris: [testAddresses.callback],
    logoutUris: [testAddresses.signedOut],
    allowedOrigins: [testAddresses.app],
    now: () => testNowMs,
    ...options,
  });
  const authorization = { Authorization: `Bearer ${mockApiKey}` };

  async function send(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await workos.answer(new Request(new URL(path, testAddresses.origin), init));
    if (response === undefined) throw new Error(`The mock does not answer ${path}`);
    return response;
  }
  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    send(path, { headers });
  const postJson = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    send(path, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", ...headers },
    });
  const postForm = (
    path: string,
    fields: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Response> => send(path, { method: "POST", body: new URLSearchParams(fields), headers });

  async function authorize(changes: Record<string, string | null> = {}): Promise<Response> {
    const query = withChanges(
      {
        client_id: mockClientId,
        redirect_uri: testAddresses.callback,
        response_type: "code",
        provider: "authkit",
        state: "opaque state",
        code_challenge: await challengeOf(testCodeVerifier),
        code_challenge_method: "S256",
      },
      changes,
    );
    return get(`/user_management/authorize?${new URLSearchParams(query).toString()}`);
  }

  async function openHostedPage(changes: Record<string, string | null> = {}): Promise<string> {
    const location = locationOf(await authorize(changes));
    const sealedRequest = location.searchParams.get("request");
    if (sealedRequest === null) throw new Error(`No hosted page, but ${location.href}`);
    return sealedRequest;
  }

  async function getAuthorizationCode(
    email: string,
    changes: Record<string, string | null> = {},
  ): Promise<string> {
    const request = await openHostedPage(changes);
    let location = locationOf(await postForm("/mock/authkit/continue", { request, email }));
    const person = location.searchParams.get("person");
    if (person !== null) {
      const page = await (await get(`${location.pathname}${location.search}`)).text();
      const organizationId = /name="organization_id"\s+value="([^"]+)"/.exec(page)?.[1] ?? "";
      const fields = { request, person, organization_id: organizationId };
      location = locationOf(await postForm("/mock/authkit/organization", fields));
    }
    const authorizationCode = location.searchParams.get("code");
    if (authorizationCode === null) throw new Error(`No authorization code in ${location.href}`);
    return authorizationCode;
  }

  function exchange(
    authorizationCode: string,
    changes: Record<string, string | null> = {},
  ): Promise<Response> {
    const body = {
      client_id: mockClientId,
      grant_type: "authorization_code",
      code: authorizationCode,
      code_verifier: testCodeVerifier,
    };
    return postJson("/user_management/authenticate", withChanges(body, changes));
  }

  return {
    workos,
    get,
    postJson,
    postForm,
    getWithKey: (path) => get(path, authorization),
    postWithKey: (path, body) => postJson(path, body, authorization),
    authorize,
    openHostedPage,
    getAuthorizationCode,
    exchange,
    async signIn(email, changes = {}) {
      return readTokens(await exchange(await getAuthorizationCode(email, changes)));
    },
    refresh: (refreshToken, changes = {}) =>
      postJson("/user_management/authenticate", {
        client_id: mockClientId,
        grant_type: "refresh_token",
        refresh_token: refreshToken,
        ...changes,
      }),
    sendMagicAuth: (email) => postJson("/user_management/magic_auth", { email }, authorization),
    redeemMagicAuth(email, oneTimeCode, changes = {}) {
      const body = {
        client_id: mockClientId,
        client_secret: mockApiKey,
        grant_type: "urn:workos:oauth:grant-type:magic-auth:code",
        code: oneTimeCode,
        email,
      };
      return postJson("/user_management/authenticate", withChanges(body, changes));
    },
    readOneTimeCode(email) {
      const oneTimeCode = /[0-9]{6}/.exec(workos.mailbox.latestTo(email)?.subject ?? "")?.[0];
      if (oneTimeCode === undefined) throw new Error(`No code was mailed to ${email}`);
      return oneTimeCode;
    },
  };
}

/** The tokens of a successful authenticate answer whose refresh token travels in the body. */
export async function readTokens(response: Response): Promise<Tokens> {
  const body = v.parse(tokensSchema, await response.json());
  return { accessToken: body.access_token, refreshToken: body.refresh_token };
}

export function locationOf(response: Response): URL {
  return new URL(response.headers.get("Location") ?? "", testAddresses.origin);
}

export async function challengeOf(codeVerifier: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(codeVerifier));
  return encodeBase64url(new Uint8Array(digest));
}

function withChanges(
  fields: Record<string, string>,
  changes: Record<string, string | null>,
): Record<string, string> {
  const changed: Record<string, string> = { ...fields };
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) delete changed[name];
    else changed[name] = value;
  }
  return changed;
}
