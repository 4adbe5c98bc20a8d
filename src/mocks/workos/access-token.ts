import { encodeBase64url, encodeJsonBase64url } from "./base64url.ts";
import { signingCertificate, signingKeyPair } from "./development-keys.ts";
import type { Membership } from "./directory.ts";
import type { Impersonator } from "./impersonator.ts";

/** The public half of the signing key, as `GET /sso/jwks/{client_id}` answers it. */
export function buildJwks(): { keys: Record<string, unknown>[] } {
  const { kty, alg, use, kid, n, e } = signingKeyPair;
  return { keys: [{ kty, alg, use, kid, n, e, ...signingCertificate }] };
}

/** A signed access token (compact JWS, RS256) with WorkOS's claims; with a membership also those of the organization, and of an impersonation who acts. */
export async function signAccessToken(claims: {
  issuer: string;
  userId: string;
  sessionId: string;
  membership: Membership | null;
  impersonator: Impersonator | null;
  nowMs: number;
  lifetimeMs: number;
}): Promise<string> {
  const issuedAt = Math.floor(claims.nowMs / 1000);
  const organizationClaims =
    claims.membership === null
      ? {}
      : {
          org_id: claims.membership.organization.id,
          role: claims.membership.roleSlug,
          roles: [claims.membership.roleSlug],
          permissions: claims.membership.permissions,
          feature_flags: [],
          entitlements: [],
        };
  return signJwt({
    iss: claims.issuer,
    sub: claims.userId,
    sid: claims.sessionId,
    jti: crypto.randomUUID(),
    iat: issuedAt,
    exp: issuedAt + Math.floor(claims.lifetimeMs / 1000),
    ...organizationClaims,
    // Who really acts (RFC 8693, section 4.1).
    ...(claims.impersonator === null ? {} : { act: { sub: claims.impersonator.email } }),
  });
}

/** A compact JWS (RFC 7515, section 3.1). On WebCrypto itself, because jose refuses the byte arrays of jsdom's realm. */
async function signJwt(payload: Record<string, unknown>): Promise<string> {
  const header = { alg: "RS256", typ: "JWT", kid: signingKeyPair.kid };
  const signingInput = `${encodeJsonBase64url(header)}.${encodeJsonBase64url(payload)}`;
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("jwk", signingKeyPair, algorithm, false, ["sign"]);
  const signature = await crypto.subtle.sign(algorithm, key, new TextEncoder().encode(signingInput));
  return `${signingInput}.${encodeBase64url(new Uint8Array(signature))}`;
}
