import { createLocalJWKSet } from "jose";
import * as v from "valibot";

import type { Core } from "../../core/feature/core.ts";
import { createOneAtATime } from "../../../contract/one-at-a-time.ts";
import { withTimeLimit } from "../../../contract/time-limit.ts";
import { parseJsonObject, readLimitedBody } from "../../core/http/limited-body.ts";

/** Selects the public key that a token's header names among the keys of one issuer. */
export type SelectKey = ReturnType<typeof createLocalJWKSet>;

/**
 * Finds an issuer's public keys for a key id. `absent`: the issuer has no such key. `unavailable`: its keys couldn't be fetched,
 * so the token can be neither accepted nor refused.
 */
export type FindKeys = (
  keyId: string,
) => Promise<{ kind: "found"; selectKey: SelectKey } | { kind: "absent" } | { kind: "unavailable" }>;

const timeoutMs = 3000;
const maximumAnswerBytes = 64 * 1024;

/** Keys older than this are fetched again, so that a key withdrawn by the issuer stops being accepted. */
export const freshMs = 10 * 60_000;
/** Keys up to this age are used while the issuer doesn't answer. */
export const usableMs = 60 * 60_000;
/** Minimum time between fetches, so that a flood of tokens with invented key ids doesn't reach the issuer (amplification). */
export const coolDownMs = 30_000;
/** The same after a failed fetch. */
export const retryAfterMs = 5000;

const jwksSchema = v.object({ keys: v.array(v.looseObject({ kty: v.string() })) });

type HeldKeys = { selectKey: SelectKey; keyIds: ReadonlySet<unknown>; fetchedAtMs: number };

/** Finds keys in a remote JWKS (RFC 7517 section 5), which is fetched when needed and then cached. */
export function createRemoteKeys(
  options: { url: URL } & Pick<Core, "fetch" | "now" | "wait" | "runInBackground">,
): FindKeys {
  let held: HeldKeys | null = null;
  let mayAskAtMs = Number.NEGATIVE_INFINITY;
  let wasAnswered = false;

  const asking = createOneAtATime(options, timeoutMs, async (): Promise<void> => {
    // From the start, because this request may be cut off before its end.
    mayAskAtMs = options.now() + retryAfterMs;
    const keys = await fetchKeys(options);
    wasAnswered = keys !== null;
    mayAskAtMs = options.now() + (wasAnswered ? coolDownMs : retryAfterMs);
    held = keys ?? held;
  });
  const isYoungerThan = (ageMs: number): boolean => held !== null && options.now() - held.fetchedAtMs < ageMs;

  return async (keyId) => {
    const isKnown = isYoungerThan(freshMs) && held?.keyIds.has(keyId) === true;
    if (!isKnown && (asking.isRunning() || options.now() >= mayAskAtMs)) await asking.run();
    if (held === null || !isYoungerThan(usableMs)) return { kind: "unavailable" };
    if (held.keyIds.has(keyId)) return { kind: "found", selectKey: held.selectKey };
    // A key missing from stale keys may be a new one.
    return wasAnswered ? { kind: "absent" } : { kind: "unavailable" };
  };
}

/** The issuer's keys, or null when it gives no valid answer. */
async function fetchKeys(options: {
  url: URL;
  fetch: typeof fetch;
  now: () => number;
}): Promise<HeldKeys | null> {
  // Not called as a method: workerd's own fetch refuses any `this`.
  const { fetch: request } = options;
  const ask = async (signal: AbortSignal): Promise<HeldKeys | null> => {
    const response = await request(options.url, {
      headers: { Accept: "application/jwk-set+json, application/json" },
      // An attacker who can redirect the request would choose the keys.
      redirect: "manual",
      signal,
    });
    if (response.status !== 200) {
      // An unread body would keep the connection occupied.
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
