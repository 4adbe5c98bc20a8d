import { SignJWT } from "jose";

import { createRandomId } from "../../core/counters/counter-store.ts";
import type { SealingKey } from "../../core/configuration/sealing-keys.ts";
import type { TrustedIssuer } from "../../core/feature/issuer.ts";
import { deriveSigningKeys, type SigningKey } from "./signing-keys.ts";

/** The identity and session that an access token of the local issuer is for. */
export type LocalAccess = {
  /** `sub`; it identifies a user only together with the issuer. */
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
  readJwks: () => Promise<{ keys: Record<string, string>[] }>;
};

/**
 * The local issuer's access tokens. Their `acr` is `email`, so that verifiers know that the holder has proved only a mailbox,
 * which isn't enough to invite or to administer.
 *
 * @param options.issuer the console's own origin; `iss` and `aud` of every token
 */
export function createAccessTokens(options: {
  issuer: string;
  keys: readonly [SealingKey, ...SealingKey[]];
  lifetimeMs: number;
  now: () => number;
}): AccessTokens {
  let derived: SigningKey[] | null = null;
  const loadKeys = async () => (derived ??= await deriveSigningKeys(options.keys));

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

/** What a verifier of access tokens must know about the local issuer. */
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
