import {
  base64url,
  type CryptoKey,
  EncryptJWT,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  importJWK,
} from "jose";

import type { TokenRefusal } from "../../src/function/features/access-tokens/verify-access-token.ts";
import type { GenuineToken, GenuineTokens } from "./genuine-tokens.ts";

/** A token that no verifier may accept, with the first fault that ours finds. */
export type Forgery = {
  name: string;
  refusal: TokenRefusal;
  forge: (genuine: GenuineTokens) => string | Promise<string>;
};

type Members = Record<string, unknown>;

const encoder = new TextEncoder();
const minuteSeconds = 60;
const hourSeconds = 60 * minuteSeconds;

/** An attacker's keys, of the two kinds that the issuers use. */
const foreignEc = await generateKeyPair("ES256", { extractable: true });
const foreignRsa = await generateKeyPair("RS256", { extractable: true });
const foreignEcJwk = await exportJWK(foreignEc.publicKey);
const foreignRsaJwk = await exportJWK(foreignRsa.publicKey);

function encodeJson(value: unknown): string {
  return base64url.encode(JSON.stringify(value));
}

function decodeJson(part: string | undefined): Members {
  const value: unknown = JSON.parse(new TextDecoder().decode(base64url.decode(part ?? "")));
  if (typeof value !== "object" || value === null) throw new Error("The part holds no object");
  return { ...value };
}

function readHeader({ token }: GenuineToken): Members {
  return decodeJson(token.split(".")[0]);
}

function readClaims({ token }: GenuineToken): Members {
  return decodeJson(token.split(".")[1]);
}

/** The members with the changes; `undefined` drops a member. */
function change(members: Members, changes: Members): Members {
  return { ...members, ...changes };
}

/** A compact JWS of any header and payload; only the key decides how it is signed. */
async function sign(header: unknown, payload: unknown, key: CryptoKey): Promise<string> {
  const input = `${encodeJson(header)}.${encodeJson(payload)}`;
  const algorithm = key.algorithm.name === "ECDSA" ? { name: "ECDSA", hash: "SHA-256" } : key.algorithm.name;
  const signature = await crypto.subtle.sign(algorithm, key, encoder.encode(input));
  return `${input}.${base64url.encode(new Uint8Array(signature))}`;
}

/** The genuine token with other claims or another header, signed by `key`, by default the issuer's own. */
export async function resign(
  genuine: GenuineToken,
  changes: { header?: Members; claims?: Members; key?: CryptoKey },
): Promise<string> {
  return await sign(
    change(readHeader(genuine), changes.header ?? {}),
    change(readClaims(genuine), changes.claims ?? {}),
    changes.key ?? genuine.privateKey,
  );
}

async function signWithSecret(genuine: GenuineToken, secret: string): Promise<string> {
  const key = await crypto.subtle.importKey(
    "raw",
    encoder.encode(secret),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  return await resign(genuine, { header: { alg: "HS256" }, key });
}

async function readPem({ publicJwk }: GenuineToken, algorithm: string): Promise<string> {
  const key = await importJWK(publicJwk, algorithm, { extractable: true });
  if (key instanceof Uint8Array) throw new Error("The key has no public half");
  return await exportSPKI(key);
}

type Forge = Forgery["forge"];

function refusedAs(refusal: TokenRefusal, forges: Record<string, Forge>): Forgery[] {
  return Object.entries(forges).map(([name, forge]) => ({ name, refusal, forge }));
}

type Changes = Parameters<typeof resign>[1];

/** WorkOS's token with changes, by default under WorkOS's own key. */
function workos(build: (genuine: GenuineTokens) => Changes): Forge {
  return async (genuine) => await resign(genuine.workos, build(genuine));
}

/** The same for the local issuer's token. */
function local(build: (genuine: GenuineTokens) => Changes): Forge {
  return async (genuine) => await resign(genuine.local, build(genuine));
}

function workosIss(build: (origin: string) => unknown): Forge {
  return workos(({ workosOrigin }) => ({ claims: { iss: build(workosOrigin) } }));
}

function localParts(build: (parts: { header: string; payload: string; signature: string }) => string): Forge {
  return (genuine) => {
    const [header, payload, signature] = split(genuine.local);
    return build({ header, payload, signature });
  };
}

function unsigned(genuine: GenuineToken, algorithm: string): string {
  return `${encodeJson({ ...readHeader(genuine), alg: algorithm })}.${encodeJson(readClaims(genuine))}.`;
}

function split({ token }: GenuineToken): [header: string, payload: string, signature: string] {
  const [header = "", payload = "", signature = ""] = token.split(".");
  return [header, payload, signature];
}

function readIssuedAt(genuine: GenuineToken): number {
  return Number(readClaims(genuine)["iat"]);
}

function shiftTimes(genuine: GenuineToken, seconds: number): Members {
  const claims = readClaims(genuine);
  return { iat: Number(claims["iat"]) + seconds, exp: Number(claims["exp"]) + seconds };
}

const evilKeys = "https://evil.example/jwks.json";
const byForeignRsa = { key: foreignRsa.privateKey };
const byForeignEc = { key: foreignEc.privateKey };

const otherAlgorithms = refusedAs("wrong_algorithm", {
  "WorkOS's claims without a signature (none)": (given) => unsigned(given.workos, "none"),
  "local claims without a signature (none)": (given) => unsigned(given.local, "none"),
  "an unsigned token in mixed case (nOnE)": (given) => unsigned(given.local, "nOnE"),
  "an HMAC under WorkOS's public key in PEM (HS256)": async ({ workos }) =>
    await signWithSecret(workos, await readPem(workos, "RS256")),
  "an HMAC under the local public key in PEM (HS256)": async ({ local }) =>
    await signWithSecret(local, await readPem(local, "ES256")),
  "an HMAC under the local public key as a JWK (HS256)": async ({ local }) =>
    await signWithSecret(local, JSON.stringify(local.publicJwk)),
  "local claims with the algorithm RS256": local(() => ({ header: { alg: "RS256" } })),
  "WorkOS's claims with the algorithm ES256": workos(() => ({ header: { alg: "ES256" } })),
  "WorkOS's claims under the local key": async (given) =>
    await sign(readHeader(given.local), readClaims(given.workos), given.local.privateKey),
  "local claims under WorkOS's key": async (given) =>
    await sign(readHeader(given.workos), readClaims(given.local), given.workos.privateKey),
  "WorkOS's key used as PS256": workos(() => ({ header: { alg: "PS256" } })),
  "WorkOS's key used as RS512": workos(() => ({ header: { alg: "RS512" } })),
  "an algorithm that isn't a string": local(() => ({ header: { alg: ["ES256"] } })),
});

const otherKeys = refusedAs("wrong_signature", {
  "a foreign RSA key under WorkOS's key id": workos(() => byForeignRsa),
  "a foreign EC key under the local key id": local(() => byForeignEc),
  "a header with its own RSA key (jwk)": workos(() => ({
    ...byForeignRsa,
    header: { jwk: foreignRsaJwk },
  })),
  "a header with its own EC key (jwk)": local(() => ({
    ...byForeignEc,
    header: { jwk: foreignEcJwk },
  })),
  "a header with the URL of its RSA keys (jku)": workos(() => ({
    ...byForeignRsa,
    header: { jku: evilKeys },
  })),
  "a header with the URL of its EC keys (jku)": local(() => ({
    ...byForeignEc,
    header: { jku: evilKeys },
  })),
  "a header with the URL of its certificate (x5u)": workos(() => ({
    ...byForeignRsa,
    header: { x5u: "https://evil.example/certificate.pem" },
  })),
  "a header with its own certificate (x5c)": workos(() => ({
    ...byForeignRsa,
    header: { x5c: [foreignRsaJwk.n] },
  })),
  "claims altered under the old signature": (given) => {
    const [header, , signature] = split(given.local);
    return `${header}.${encodeJson({ ...readClaims(given.local), role: "owner" })}.${signature}`;
  },
  "a header altered over the old signature": (given) => {
    const [, payload, signature] = split(given.workos);
    return `${encodeJson({ ...readHeader(given.workos), note: "x" })}.${payload}.${signature}`;
  },
  "an empty signature": localParts(({ header, payload }) => `${header}.${payload}.`),
  "a signature cut short": localParts(
    ({ header, payload, signature }) => `${header}.${payload}.${signature.slice(0, 40)}`,
  ),
  "a signature of zeros": localParts(
    ({ header, payload }) => `${header}.${payload}.${base64url.encode(new Uint8Array(64))}`,
  ),
});

const unknownKeys = refusedAs("unknown_key", {
  "a token of another WorkOS client, under that client's key": workos(() => ({
    ...byForeignRsa,
    header: { kid: "another_client" },
  })),
  "a local key that was removed": local(() => ({ ...byForeignEc, header: { kid: "k0" } })),
  "a key id that is a path": local(() => ({ header: { kid: "../../dev/null" } })),
  "WorkOS's claims with the local key id": workos((given) => ({
    header: { kid: given.local.publicJwk.kid },
  })),
  "an empty key id": local(() => ({ header: { kid: "" } })),
});

const otherIssuers = refusedAs("untrusted_issuer", {
  "WorkOS's iss with a trailing slash": workosIss((origin) => `${origin}/`),
  "WorkOS's iss in capitals": workosIss((origin) => origin.toUpperCase()),
  "WorkOS's iss over http": workosIss((origin) => origin.replace("https:", "http:")),
  "an iss that begins like WorkOS's": workosIss((origin) => `${origin}.evil.example`),
  "a prefix of WorkOS's iss": workosIss((origin) => origin.slice(0, -1)),
  "an iss with a leading space": workosIss((origin) => ` ${origin}`),
  "another client id in the iss": workosIss((origin) => `${origin}/user_management/client_other`),
  "an iss that is a list": workosIss((origin) => [origin]),
  "no iss": workosIss(() => undefined),
  "the console's iss with a trailing slash": local(({ consoleOrigin }) => ({
    claims: { iss: `${consoleOrigin}/` },
  })),
  "another console's iss": local(() => ({ claims: { iss: "https://evil.example" } })),
});

const otherAudiences = refusedAs("wrong_audience", {
  "a local token without an audience": local(() => ({ claims: { aud: undefined } })),
  "a local token for another console": local(() => ({ claims: { aud: "https://other.example" } })),
  "a local audience with a trailing slash": local(({ consoleOrigin }) => ({
    claims: { aud: `${consoleOrigin}/` },
  })),
  "a list of audiences without the console": local(({ workosOrigin }) => ({
    claims: { aud: [workosOrigin, "https://other.example"] },
  })),
  "a WorkOS token for another audience": workos(() => ({ claims: { aud: "client_other" } })),
});

const otherTypes = refusedAs("wrong_type", {
  "a local token of the type JWT": local(() => ({ header: { typ: "JWT" } })),
  "a local token without a type": local(() => ({ header: { typ: undefined } })),
  "a WorkOS logout token": workos(() => ({ header: { typ: "logout+jwt" } })),
});

const expired = refusedAs("expired", {
  "a local token that expired an hour ago": local((given) => ({
    claims: shiftTimes(given.local, -hourSeconds),
  })),
  "a WorkOS token that expired an hour ago": workos((given) => ({
    claims: shiftTimes(given.workos, -hourSeconds),
  })),
  "a token that expired just beyond the tolerance": local((given) => ({
    claims: { exp: readIssuedAt(given.local) - minuteSeconds - 1 },
  })),
  "a token older than a day that hasn't expired": local((given) => ({
    claims: { iat: readIssuedAt(given.local) - 25 * hourSeconds },
  })),
});

const notYetValid = refusedAs("not_yet_valid", {
  "a local token from the future": local((given) => ({ claims: shiftTimes(given.local, hourSeconds) })),
  "a WorkOS token from the future": workos((given) => ({
    claims: shiftTimes(given.workos, hourSeconds),
  })),
  "a token that becomes valid beyond the tolerance": local((given) => ({
    claims: { nbf: readIssuedAt(given.local) + 2 * minuteSeconds },
  })),
});

const otherClaims = refusedAs("wrong_claims", {
  "a token without an expiry": local(() => ({ claims: { exp: undefined } })),
  "an expiry that is a string": local(() => ({ claims: { exp: "9999999999" } })),
  "a token without an issue time": local(() => ({ claims: { iat: undefined } })),
  "a token without a subject": workos(() => ({ claims: { sub: undefined } })),
  "an empty subject": workos(() => ({ claims: { sub: "" } })),
  "a subject that is a list": local(() => ({ claims: { sub: ["acct_ada"] } })),
  "a token without a session": workos(() => ({ claims: { sid: undefined } })),
  "a token issued to another client": workos(() => ({ claims: { client_id: "client_other" } })),
});

const brokenTokens = refusedAs("malformed", {
  nothing: () => "",
  "two dots": () => "..",
  "a stripped signature": localParts(({ header, payload }) => `${header}.${payload}`),
  "only a payload": localParts(({ payload }) => payload),
  "an empty header": localParts(({ payload, signature }) => `.${payload}.${signature}`),
  "an empty payload": localParts(({ header, signature }) => `${header}..${signature}`),
  "an extra part": localParts(
    ({ header, payload, signature }) => `${header}.${payload}.${signature}.${signature}`,
  ),
  "the token twice": ({ local }) => `${local.token}.${local.token}`,
  "two tokens as a list": ({ local, workos }) => `${local.token},${workos.token}`,
  "a payload that is a list": async ({ local }) => await sign(readHeader(local), [], local.privateKey),
  "a payload that isn't JSON": localParts(
    ({ header, signature }) => `${header}.${base64url.encode("{")}.${signature}`,
  ),
  "an encrypted token": async ({ consoleOrigin }) =>
    await new EncryptJWT({ iss: consoleOrigin, sub: "acct_ada" })
      .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
      .encrypt(new Uint8Array(32)),
  "a critical extension (crit)": local(() => ({
    header: { crit: ["admin"], admin: true },
  })),
  "a payload that isn't encoded (b64)": local(() => ({ header: { crit: ["b64"], b64: false } })),
});

/** Tokens that no verifier of access tokens may accept. */
export const forgeries: readonly Forgery[] = [
  ...otherAlgorithms,
  ...otherKeys,
  ...unknownKeys,
  ...otherIssuers,
  ...otherAudiences,
  ...otherTypes,
  ...expired,
  ...notYetValid,
  ...otherClaims,
  ...brokenTokens,
];
