import * as v from "valibot";

/** A claim that the issuer may leave out; one of another type counts as left out and doesn't hide the others. */
const optionalText = v.fallback(v.optional(v.string()), undefined);
const optionalTexts = v.fallback(v.optional(v.array(v.string())), undefined);

const claimsSchema = v.object({
  sub: v.string(),
  sid: optionalText,
  iss: v.string(),
  iat: v.number(),
  exp: v.number(),
  org_id: optionalText,
  role: optionalText,
  roles: optionalTexts,
  permissions: optionalTexts,
  feature_flags: optionalTexts,
  acr: optionalText,
});

const allClaimsSchema = v.looseObject(claimsSchema.entries);

/** Claims of an access token that the console shows or decides its own display by. */
export type AccessTokenClaims = {
  subject: string;
  sessionId: string | null;
  /** `exp − iat` in milliseconds: independent of whether the two clocks agree. */
  lifetimeMs: number;
  organizationId: string | null;
  role: string | null;
  roles: string[] | null;
  permissions: string[];
  featureFlags: string[];
  /** Whether it says that a mailbox was shown and nothing more (`acr`); calls about organizations then refuse it. */
  isEmailAlone: boolean;
};

/**
 * The claims of a JWT without checking its signature, or null when it is no JWT of ours.
 * For display and for the session's own bookkeeping alone; who relies on a claim verifies the token against the JWKS.
 */
export function decodeAccessToken(accessToken: string): AccessTokenClaims | null {
  const result = v.safeParse(claimsSchema, decodePayload(accessToken));
  if (!result.success) return null;
  const claims = result.output;
  return {
    subject: claims.sub,
    sessionId: claims.sid ?? null,
    lifetimeMs: (claims.exp - claims.iat) * 1000,
    organizationId: claims.org_id ?? null,
    role: claims.role ?? null,
    roles: claims.roles ?? null,
    permissions: claims.permissions ?? [],
    featureFlags: claims.feature_flags ?? [],
    isEmailAlone: claims.acr === "email",
  };
}

/**
 * The claims of an access token under the names in it, without checking its signature; for code written for authkit-react, whose
 * function of the same name takes each byte for a character and garbles every name beyond ASCII.
 * @throws Error when it is no access token
 */
export function getClaims(accessToken: string): v.InferOutput<typeof allClaimsSchema> {
  return v.parse(allClaimsSchema, decodePayload(accessToken));
}

/** The payload of a JWT (RFC 7519, section 7.2), or null for anything else. */
function decodePayload(accessToken: string): unknown {
  const payload = accessToken.split(".")[1];
  if (payload === undefined) return null;
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll("-", "+").replaceAll("_", "/")), (character) =>
      character.charCodeAt(0),
    );
    const json: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return json;
  } catch {
    return null;
  }
}
