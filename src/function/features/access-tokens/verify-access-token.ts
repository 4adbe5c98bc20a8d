import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from "jose";
import * as v from "valibot";

import type { VerifiedAccess } from "../../core/http/context.ts";
import type { TrustedIssuer } from "../../core/feature/issuer.ts";
import type { FindKeys } from "./remote-keys.ts";

/** Why a token is refused; only for the log, because it would help an attacker to forge one. */
export type TokenRefusal =
  | "malformed"
  | "untrusted_issuer"
  | "wrong_algorithm"
  | "wrong_type"
  | "unknown_key"
  | "wrong_signature"
  | "wrong_audience"
  | "wrong_claims"
  | "expired"
  | "not_yet_valid";

export type TokenVerification =
  | { kind: "verified"; access: VerifiedAccess }
  | { kind: "refused"; refusal: TokenRefusal }
  /** The issuer's keys can't be fetched right now, so the token is neither accepted nor refused. */
  | { kind: "keys_unavailable" };

/** Verifies a bearer token; only a valid access token is `verified`. */
export type VerifyAccessToken = (token: string) => Promise<TokenVerification>;

/** Allowed clock difference between issuer and verifier. */
const clockToleranceSeconds = 60;
/** No issuer's access tokens live longer; setting it also makes jose refuse tokens issued in the future. */
const maximumAgeSeconds = 24 * 60 * 60;
const maximumTokenCharacters = 8192;
/** Exactly the compact serialization (RFC 7515 section 7.1), without characters that a decoder might skip. */
const compactJws = /^[\w-]+\.[\w-]+\.[\w-]*$/;

const nonEmpty = v.pipe(v.string(), v.minLength(1));
const claimsSchema = v.object({
  sub: nonEmpty,
  // Machine tokens and ID tokens have no session.
  sid: nonEmpty,
  client_id: v.optional(v.string()),
  org_id: v.optional(nonEmpty),
  role: v.optional(v.string()),
  permissions: v.optional(v.array(v.string()), []),
  acr: v.optional(v.string()),
  act: v.optional(v.unknown()),
});

const actorSchema = v.object({ sub: nonEmpty });

/**
 * Verifies access tokens of the trusted issuers (RFC 9068 section 4). The unverified `iss` only selects the issuer whose keys and
 * rules apply; of the header, only `kid` is used (JWT confusion: `alg`, `jku`, `jwk`, `x5u`, `x5c`).
 */
export function createVerifyAccessToken(parts: {
  issuers: readonly (Omit<TrustedIssuer, "keys"> & { findKeys: FindKeys })[];
  now: () => number;
}): VerifyAccessToken {
  return async (token) => {
    const unverified = decodeToken(token);
    if (unverified === null) return refuse("malformed");
    const { claims, type, algorithm, keyId } = unverified;
    const { iss } = claims;
    const issuer = parts.issuers.find(
      ({ identifiers }) => typeof iss === "string" && identifiers.includes(iss),
    );
    if (issuer === undefined || iss === undefined) return refuse("untrusted_issuer");
    if (algorithm !== issuer.algorithm) return refuse("wrong_algorithm");
    if (!issuer.types.includes(type)) return refuse("wrong_type");

    const keys = await issuer.findKeys(keyId);
    if (keys.kind === "unavailable") return { kind: "keys_unavailable" };
    if (keys.kind === "absent") return refuse("unknown_key");

    const needsAudience = !issuer.mayLackAudience || claims.aud !== undefined;
    try {
      const { payload } = await jwtVerify(token, keys.selectKey, {
        algorithms: [issuer.algorithm],
        issuer: iss,
        ...(needsAudience && { audience: issuer.audience }),
        requiredClaims: ["exp", "iat"],
        clockTolerance: clockToleranceSeconds,
        maxTokenAge: maximumAgeSeconds,
        currentDate: new Date(parts.now()),
      });
      const access = readAccess(issuer, payload);
      return access === null ? refuse("wrong_claims") : { kind: "verified", access };
    } catch (error) {
      return refuse(describeRefusal(error));
    }
  };
}

function refuse(refusal: TokenRefusal): TokenVerification {
  return { kind: "refused", refusal };
}

/** The unverified contents of a compact JWS; null for anything else. */
function decodeToken(
  token: string,
): { claims: JWTPayload; type: string | null; algorithm: string | undefined; keyId: string } | null {
  if (token.length > maximumTokenCharacters || !compactJws.test(token)) return null;
  try {
    const { alg, kid, typ } = decodeProtectedHeader(token);
    const type: unknown = typ ?? null;
    if (typeof kid !== "string" || (type !== null && typeof type !== "string")) return null;
    return { claims: decodeJwt(token), type: type && normalizeType(type), algorithm: alg, keyId: kid };
  } catch {
    return null;
  }
}

/** Media types are case-insensitive, and `application/` is optional (RFC 7515 section 4.1.9). */
function normalizeType(type: string): string {
  return type.toLowerCase().replace(/^application\//, "");
}

function readAccess(issuer: Omit<TrustedIssuer, "keys">, payload: JWTPayload): VerifiedAccess | null {
  const result = v.safeParse(claimsSchema, payload);
  if (!result.success) return null;
  const claims = result.output;
  if (issuer.clientId !== null && (claims.client_id ?? issuer.clientId) !== issuer.clientId) return null;
  return {
    issuer: issuer.name,
    subject: claims.sub,
    sessionId: claims.sid,
    organizationId: claims.org_id ?? null,
    role: claims.role ?? null,
    permissions: claims.permissions,
    authentication: issuer.provesMailboxOnly || claims.acr === "email" ? "email" : "full",
    impersonator: readImpersonator(claims.act),
  };
}

/** Who acts as the subject. A claim without a readable name still means that it isn't the subject. */
function readImpersonator(act: unknown): string | null {
  if (act === undefined) return null;
  const result = v.safeParse(actorSchema, act);
  return result.success ? result.output.sub : "unknown";
}

function describeRefusal(error: unknown): TokenRefusal {
  if (error instanceof errors.JWTExpired) return "expired";
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === "aud") return "wrong_audience";
    return error.reason === "check_failed" && (error.claim === "iat" || error.claim === "nbf")
      ? "not_yet_valid"
      : "wrong_claims";
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return "wrong_signature";
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) {
    return "unknown_key";
  }
  if (error instanceof errors.JOSEError) return "malformed";
  throw error;
}
