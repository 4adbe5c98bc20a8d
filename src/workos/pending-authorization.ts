import * as v from "valibot";

import { type BrowserStorage } from "../config/browser-storage.ts";
import { parseReturnTo, type ReturnTo } from "../contract/return-to.ts";
import { authorizationPrefix, recoveryPrefix, writeAuthorization } from "./authorization-entries.ts";

/** What this tab remembers of a sign-in that it sent to WorkOS. */
export type PendingAuthorization = {
  returnTo: ReturnTo | null;
  /** The caller's own `state`, handed back after the callback; it never travels through the URL. */
  clientState: unknown;
  /** The absolute callback URL, where the call named another than the configured one. */
  redirectUri: string | null;
  /** RFC 7636, section 4.1; null when the SDK's own entry could not be read. */
  codeVerifier: string | null;
};

const finishingKey = "portico:authorization-finishing";
const lifetimeMs = 60 * 60 * 1000;

const entrySchema = v.object({
  createdAtMs: v.number(),
  returnTo: v.nullable(v.string()),
  clientState: v.optional(v.unknown()),
  redirectUri: v.optional(v.nullable(v.string())),
  codeVerifier: v.optional(v.nullable(v.string())),
});

type Entry = v.InferOutput<typeof entrySchema>;

type Parts = {
  /** sessionStorage: each tab has its own sign-ins. */
  ownTab: BrowserStorage;
  /** localStorage: return paths alone, for the tab that has lost its own. */
  shared: BrowserStorage;
  origin: string;
  now?: () => number;
};

/**
 * A store of the sign-ins begun in this tab, each under its nonce.
 *
 * Only the nonce goes into `state` (RFC 6749, section 10.12): WorkOS sends `state` back as it came, so a link made by an
 * attacker can carry any value, and nothing in it may be believed beyond being found here.
 *
 * A copy of the return path lies beside it for all tabs of the browser. It proves nothing and starts nothing: it only keeps
 * the deep link for somebody whose tab has forgotten the sign-in and who starts again.
 */
export function createPendingAuthorizations({ ownTab, shared, origin, now = Date.now }: Parts) {
  const discardExpired = () => {
    for (const [storage, prefix] of [
      [ownTab, authorizationPrefix],
      [shared, recoveryPrefix],
    ] as const) {
      for (const key of storage.keys()) {
        if (key.startsWith(prefix) && readEntry(storage, key, now()) === null) storage.remove(key);
      }
    }
  };
  const parse = (entry: Entry | null): ReturnTo | null =>
    entry === null ? null : parseReturnTo(entry.returnTo, origin);

  return {
    /** Remembers a sign-in and gives the 128-bit nonce to put into `state`. */
    remember(request: Omit<PendingAuthorization, "codeVerifier">): string {
      discardExpired();
      return writeAuthorization({ ownTab, shared }, request, now());
    },

    /** Adds the code verifier that the SDK has made for this sign-in. */
    attachCodeVerifier(nonce: string, codeVerifier: string): void {
      const entry = readEntry(ownTab, authorizationPrefix + nonce, now());
      if (entry !== null)
        ownTab.write(authorizationPrefix + nonce, JSON.stringify({ ...entry, codeVerifier }));
    },

    /** The return path of the newest sign-in of this tab that still waits for its answer; undefined when none does. */
    findNewestReturnTo(): ReturnTo | null | undefined {
      const entries = ownTab
        .keys()
        .filter((key) => key.startsWith(authorizationPrefix))
        .map((key) => readEntry(ownTab, key, now()))
        .filter((entry) => entry !== null)
        .toSorted((a, b) => b.createdAtMs - a.createdAtMs);
      return entries[0] === undefined ? undefined : parse(entries[0]);
    },

    /** The sign-in with this nonce. */
    find(nonce: string): PendingAuthorization | null {
      return buildRequest(readEntry(ownTab, authorizationPrefix + nonce, now()), parse);
    },

    /** Uses up the sign-in with this nonce, once its answer has come: a replayed callback finds nothing. */
    forget(nonce: string): void {
      ownTab.remove(authorizationPrefix + nonce);
      shared.remove(recoveryPrefix + nonce);
    },

    /** The return path of a sign-in that this browser began and this tab doesn't know; undefined when there is none. */
    takeRecovery(nonce: string): ReturnTo | null | undefined {
      const entry = readEntry(shared, recoveryPrefix + nonce, now());
      shared.remove(recoveryPrefix + nonce);
      return entry === null ? undefined : parse(entry);
    },

    /** Keeps the return path through the code exchange, for a reload in the middle of it. */
    noteFinishing(returnTo: ReturnTo | null): void {
      ownTab.write(finishingKey, JSON.stringify({ createdAtMs: now(), returnTo }));
    },

    /** Where the sign-in wanted to go whose exchange a reload cut off; undefined when there was none. */
    takeFinishing(): ReturnTo | null | undefined {
      const entry = readEntry(ownTab, finishingKey, now());
      ownTab.remove(finishingKey);
      return entry === null ? undefined : parse(entry);
    },
  };
}

export type PendingAuthorizations = ReturnType<typeof createPendingAuthorizations>;

function buildRequest(
  entry: Entry | null,
  parse: (entry: Entry) => ReturnTo | null,
): PendingAuthorization | null {
  if (entry === null) return null;
  return {
    returnTo: parse(entry),
    clientState: entry.clientState,
    redirectUri: entry.redirectUri ?? null,
    codeVerifier: entry.codeVerifier ?? null,
  };
}

function readEntry(storage: BrowserStorage, key: string, nowMs: number): Entry | null {
  let json: unknown;
  try {
    json = JSON.parse(storage.read(key) ?? "null");
  } catch {
    return null;
  }
  const result = v.safeParse(entrySchema, json);
  if (!result.success) return null;
  const ageMs = nowMs - result.output.createdAtMs;
  return ageMs >= 0 && ageMs <= lifetimeMs ? result.output : null;
}
