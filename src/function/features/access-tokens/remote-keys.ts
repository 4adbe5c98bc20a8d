import { createLocalJWKSet } from "jose";
import * as v from "valibot";

import { withTimeLimit } from "../../../contract/time-limit.ts";
import { parseJsonObject, readLimitedBody } from "../../core/http/limited-body.ts";

/** Picks the public key that a token's header names, out of the keys of one issuer. */
export type SelectKey = ReturnType<typeof createLocalJWKSet>;

/**
 * Asks for the public keys of one issuer among which a key id may be. `absent`: the issuer has no such key. `unavailable`: the issuer
 * couldn't be asked, so that nothing can be said of the token.
 */
export type FindKeys = (
  keyId: string,
) => Promise<{ kind: "found"; selectKey: SelectKey } | { kind: "absent" } | { kind: "unavailable" }>;

const timeoutMs = 3000;
const maximumAnswerBytes = 64 * 1024;

/** Keys are asked for again when they are so old: a key that the issuer has withdrawn stops counting. */
export const freshMs = 10 * 60_000;
/** Older keys are used for so long while the issuer doesn't answer, and not longer. */
export const usableMs = 60 * 60_000;
/** Between two questions, whatever key ids tokens name: a flood of made-up ones doesn't reach the issuer (amplification). */
export const coolDownMs = 30_000;
/** The same after a question that got no answer. */
export const retryAfterMs = 5000;

const jwksSchema = v.object({ keys: v.array(v.looseObject({ kty: v.string() })) });

type HeldKeys = { selectKey: SelectKey; keyIds: ReadonlySet<unknown>; fetchedAtMs: number };

/** The keys of a JWKS (RFC 7517 section 5) elsewhere: asked for when they are needed, then remembered. */
export function createRemoteKeys(options: { url: URL; fetch: typeof fetch; now: () => number }): FindKeys {
  let held: HeldKeys | null = null;
  let mayAskAtMs = Number.NEGATIVE_INFINITY;
  let wasAnswered = false;
  let underWay: Promise<void> | null = null;

  const ask = async (): Promise<void> => {
    const keys = await fetchKeys(options);
    wasAnswered = keys !== null;
    mayAskAtMs = options.now() + (wasAnswered ? coolDownMs : retryAfterMs);
    held = keys ?? held;
    underWay = null;
  };
  const isYoungerThan = (ageMs: number): boolean => held !== null && options.now() - held.fetchedAtMs < ageMs;

  return async (keyId) => {
    const isKnown = isYoungerThan(freshMs) && held?.keyIds.has(keyId) === true;
    if (!isKnown && (underWay !== null || options.now() >= mayAskAtMs)) await (underWay ??= ask());
    if (held === null || !isYoungerThan(usableMs)) return { kind: "unavailable" };
    if (held.keyIds.has(keyId)) return { kind: "found", selectKey: held.selectKey };
    // A key that isn't among old ones may be the issuer's next.
    return wasAnswered ? { kind: "absent" } : { kind: "unavailable" };
  };
}

/** The keys as the issuer answers them, or null for any other answer and for none. */
async function fetchKeys(options: {
  url: URL;
  fetch: typeof fetch;
  now: () => number;
}): Promise<HeldKeys | null> {
  const ask = async (signal: AbortSignal): Promise<HeldKeys | null> => {
    const response = await options.fetch(options.url, {
      headers: { Accept: "application/jwk-set+json, application/json" },
      // Whoever can redirect the question would choose the keys.
      redirect: "manual",
      signal,
    });
    if (response.status !== 200) {
      // What is left unread would hold the connection.
      response.body?.cancel().catch(() => undefined);
      return null;
    }
    const body = await readLimitedBody(response, { maximumBytes: maximumAnswerBytes, timeoutMs });
    if (body.kind !== "read") return null;
    const parsed = v.safeParse(jwksSchema, parseJsonObject(body.bytes));
    if (!parsed.success) return null;
    return {
      selectKey: createLocalJWKSet(parsed.output),
      keyIds: new Set(parsed.output.keys.map((key) => key["kid"])),
      fetchedAtMs: options.now(),
    };
  };
  return await withTimeLimit(ask, timeoutMs).catch(() => null);
}
