import type { createLocalJWKSet } from "jose";

/** Picks the public key that a token's header names, out of the keys of one issuer. */
export type SelectKey = ReturnType<typeof createLocalJWKSet>;

/**
 * Asks for the public keys of one issuer among which a key id may be. `absent`: the issuer has no such key. `unavailable`: the
 * issuer couldn't be asked, so that nothing can be said of the token.
 */
export type FindKeys = (
  keyId: string,
) => Promise<{ kind: "found"; selectKey: SelectKey } | { kind: "absent" } | { kind: "unavailable" }>;

/** Whose access tokens are accepted, and what each of them has to be. */
export type TrustedIssuer = {
  name: string;
  /** Values of `iss`, compared as they stand. */
  identifiers: readonly string[];
  algorithm: "RS256" | "ES256";
  /** Values of `typ`, in lower case and without `application/`; null: no `typ` at all. */
  types: readonly (string | null)[];
  audience: string;
  /** Whether a token without `aud` is accepted; one for another audience never is. */
  mayLackAudience: boolean;
  /** The only client that `client_id` may name, where a token has one. */
  clientId: string | null;
  /** Whether its tokens only prove a mailbox, whatever their claims say (downgrade). */
  provesMailboxOnly: boolean;
  findKeys: FindKeys;
};
