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
