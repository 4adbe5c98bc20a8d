import { type JWK, SignJWT } from "jose";

import { createRandomId } from "../../core/counters/counter-store.ts";
import type { SealingKey } from "../../core/configuration/sealing-keys.ts";
import type { TrustedIssuer } from "../../core/feature/issuer.ts";
import { deriveSigningKeys } from "./signing-keys.ts";

/** Who an access token of the local issuer is for. */
export type LocalAccess = {
  /** `sub`: identity is the pair of issuer and subject, never the subject alone. */
  subject: string;
  /** `sid`: the family of refresh tokens. */
  sessionId: string;
  /** When the code or link was used, in milliseconds since 1970. */
  authenticatedAtMs: number;
  organization: { id: string; role: string | null } | null;
};

export type AccessTokens = {
  /** A JWT (ES256, type `at+jwt`, RFC 9068) that lives five minutes. */
  issue: (access: LocalAccess) => Promise<string>;
  /** The public keys (RFC 7517 section 5), newest first. */
  readJwks: () => Promise<{ keys: JWK[] }>;
};

/**
 * The local issuer's access tokens. `acr` is `email` in each of them: whoever takes one knows that its holder has shown no more
 * than a mailbox, which is too little to invite or to administer.
 *
 * @param options.issuer the console's own origin; `iss` and `aud` of every token
 */
export function createAccessTokens(options: {
  issuer: string;
  keys: readonly [SealingKey, ...SealingKey[]];
  lifetimeMs: number;
  now: () => number;
}): AccessTokens {
  let derived: ReturnType<typeof deriveSigningKeys> | null = null;
  const loadKeys = () => (derived ??= deriveSigningKeys(options.keys));

  return {
    issue: async ({ subject, sessionId, authenticatedAtMs, organization }) => {
      const [newest] = await loadKeys();
      if (newest === undefined) throw new Error("There is no signing key");
      const issuedAtSeconds = Math.floor(options.now() / 1000);
      return await new SignJWT({
        sid: sessionId,
        acr: "email",
        amr: ["otp"],
        auth_time: Math.floor(authenticatedAtMs / 1000),
        ...(organization === null ? {} : { org_id: organization.id }),
        ...(typeof organization?.role === "string" ? { role: organization.role } : {}),
      })
        .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid: newest.keyId })
        .setIssuer(options.issuer)
        .setAudience(options.issuer)
        .setSubject(subject)
        .setIssuedAt(issuedAtSeconds)
        .setExpirationTime(issuedAtSeconds + options.lifetimeMs / 1000)
        .setJti(createRandomId())
        .sign(newest.privateKey);
    },
    readJwks: async () => ({ keys: (await loadKeys()).map((key) => key.publicJwk) }),
  };
}

/** The local issuer, as a verifier of its access tokens has to know it. */
export function trustAccessTokens(
  ownOrigin: string,
  { readJwks }: Pick<AccessTokens, "readJwks">,
): TrustedIssuer {
  return {
    name: "local",
    identifiers: [ownOrigin],
    algorithm: "ES256",
    types: ["at+jwt"],
    audience: ownOrigin,
    mayLackAudience: false,
    clientId: null,
    provesMailboxOnly: true,
    keys: readJwks,
  };
}
