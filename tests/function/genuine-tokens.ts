import { type CryptoKey, decodeJwt, importJWK, type JWK } from "jose";
import { vi } from "vitest";

import { apiPaths } from "../../src/contract/api-paths.ts";
import { parseSessionAnswer } from "../../src/contract/session.ts";
import { parseSealingKeys } from "../../src/function/core/configuration/sealing-keys.ts";
import { deriveSigningKeys } from "../../src/function/features/local-issuer/signing-keys.ts";
import {
  buildAccount,
  createLocalIssuerFunction,
} from "../../src/function/features/local-issuer/testing/local-issuer-function.ts";
import { testOrigin } from "../../src/function/testing/test-browser.ts";

/** An issuer's access token, with the key that signed it. */
export type GenuineToken = { token: string; privateKey: CryptoKey; publicJwk: JWK };

/** Tokens of both issuers, and a network from which their keys can be fetched. */
export type GenuineTokens = {
  consoleOrigin: string;
  workosOrigin: string;
  clientId: string;
  /** Milliseconds since the epoch, a full second: the `iat` of both tokens. */
  issuedAtMs: number;
  workos: GenuineToken;
  local: GenuineToken;
  /** Reaches the function and WorkOS; every other address fails. */
  fetch: typeof fetch;
  /** URLs requested through `fetch`. */
  asked: string[];
};

const workosOrigin = "https://api.workos.com";
const localEmail = "ada@analytical.example";

/**
 * Signs in two users at the real function: one with a WorkOS code, one with a local issuer's code.
 *
 * @param parts.workosEmail a user whom that WorkOS knows; the other one is unknown to it
 * @param parts.workosKey the private key that signs WorkOS's tokens
 */
export async function createGenuineTokens(parts: {
  workos: { answer: (request: Request) => Promise<Response | undefined> };
  readWorkosCode: () => string | null;
  workosEmail: string;
  workosKey: JWK;
  clientId: string;
  apiKey: string;
  sealingKeys: string;
}): Promise<GenuineTokens> {
  // The clock is stopped, so that both tokens are issued in the same second, however slow the machine is.
  const issuedAtMs = Math.floor(Date.now() / 1000) * 1000;
  vi.useFakeTimers({ toFake: ["Date"], now: issuedAtMs });
  const console = createLocalIssuerFunction({
    answers: [(request) => parts.workos.answer(request)],
    variables: {
      WORKOS_API_KEY: parts.apiKey,
      WORKOS_CLIENT_ID: parts.clientId,
      PORTICO_KEYS: parts.sealingKeys,
    },
    accounts: [
      buildAccount({
        email: localEmail,
        subject: "acct_ada",
        organizations: [{ id: "org_1", name: "Analytical Engines", role: "admin" }],
      }),
    ],
  });
  const signIn = async (email: string, readCode: () => string | null): Promise<string> => {
    console.browser.cookies.clear();
    await console.browser.post(apiPaths.sendEmailCode, { email });
    const code = await eventually(readCode);
    const answer = await console.browser.post(apiPaths.verifyEmailCode, { code });
    const session = parseSessionAnswer(await answer.json());
    if (session === null) throw new Error(`${email} wasn't signed in`);
    return session.accessToken;
  };
  const workosToken = await signIn(parts.workosEmail, parts.readWorkosCode);
  const localToken = await signIn(localEmail, () => console.mails.at(-1)?.oneTimeCode ?? null);
  vi.useRealTimers();
  for (const token of [workosToken, localToken]) {
    if (decodeJwt(token).iat !== issuedAtMs / 1000) throw new Error("An issuer reads another clock");
  }

  const [signingKey] = await deriveSigningKeys(parseSealingKeys(parts.sealingKeys));
  if (signingKey === undefined) throw new Error("There is no signing key");
  const asked: string[] = [];
  return {
    consoleOrigin: testOrigin,
    workosOrigin,
    clientId: parts.clientId,
    issuedAtMs,
    workos: { token: workosToken, ...(await importRsaKey(parts.workosKey)) },
    local: { token: localToken, privateKey: signingKey.privateKey, publicJwk: signingKey.publicJwk },
    fetch: async (input, init) => {
      const request = new Request(input, init);
      asked.push(request.url);
      const { origin } = new URL(request.url);
      const response =
        origin === testOrigin
          ? await console.app.fetch(request)
          : origin === workosOrigin
            ? await parts.workos.answer(request)
            : undefined;
      if (response === undefined) throw new TypeError("fetch failed");
      return response;
    },
    asked,
  };
}

async function importRsaKey(jwk: JWK): Promise<{ privateKey: CryptoKey; publicJwk: JWK }> {
  const privateKey = await importJWK(jwk, "RS256");
  if (privateKey instanceof Uint8Array) throw new Error("WorkOS signs with a key pair");
  const { kty, n, e, kid } = jwk;
  if (kty === undefined || n === undefined || e === undefined || kid === undefined) {
    throw new Error("The key has no public half");
  }
  return { privateKey, publicJwk: { kty, n, e, kid } };
}

const mailTimeoutMs = 10_000;

/** Polls until there is a value: mails may arrive after the answer, and cryptography and module loading take real time. */
async function eventually(read: () => string | null): Promise<string> {
  const deadline = performance.now() + mailTimeoutMs;
  for (;;) {
    const value = read();
    if (value !== null) return value;
    if (performance.now() > deadline) throw new Error("No code was mailed");
    await new Promise((resolve) => setImmediate(resolve));
  }
}
