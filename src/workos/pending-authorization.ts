import { type BrowserStorage } from "../config/browser-storage.ts";
import { parseReturnTo, type ReturnTo } from "../contract/return-to.ts";
import { hasEarly } from "../early/early-state.ts";
import {
  type AuthorizationEntry,
  authorizationPrefix,
  readAuthorization,
  recoveryPrefix,
  sentNonceKey,
  writeAuthorization,
} from "./authorization-entries.ts";

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
        if (key.startsWith(prefix) && readAuthorization(storage, key, now()) === null) storage.remove(key);
      }
    }
  };
  const parse = (entry: AuthorizationEntry | null): ReturnTo | null =>
    entry === null ? null : parseReturnTo(entry.returnTo, origin);

  return {
    /** Remembers a sign-in and gives the 128-bit nonce to put into `state`. */
    remember(request: Omit<PendingAuthorization, "codeVerifier">): string {
      discardExpired();
      return writeAuthorization({ ownTab, shared }, request, now());
    },

    /** Adds the code verifier that the SDK has made for this sign-in. */
    attachCodeVerifier(nonce: string, codeVerifier: string): void {
      const entry = readAuthorization(ownTab, authorizationPrefix + nonce, now());
      if (entry !== null)
        ownTab.write(authorizationPrefix + nonce, JSON.stringify({ ...entry, codeVerifier }));
    },

    /** The return path of the newest sign-in of this tab that still waits for its answer; undefined when none does. */
    findNewestReturnTo(): ReturnTo | null | undefined {
      const entries = ownTab
        .keys()
        .filter((key) => key.startsWith(authorizationPrefix))
        .map((key) => readAuthorization(ownTab, key, now()))
        .filter((entry) => entry !== null)
        .toSorted((a, b) => b.createdAtMs - a.createdAtMs);
      return entries[0] === undefined ? undefined : parse(entries[0]);
    },

    /** The sign-in with this nonce. */
    find(nonce: string): PendingAuthorization | null {
      return buildRequest(readAuthorization(ownTab, authorizationPrefix + nonce, now()), parse);
    },

    /** Uses up the sign-in with this nonce, once its answer has come: a replayed callback finds nothing. */
    forget(nonce: string): void {
      ownTab.remove(authorizationPrefix + nonce);
      shared.remove(recoveryPrefix + nonce);
      ownTab.remove(sentNonceKey);
    },

    /** When the sign-in began, in milliseconds since the epoch; null for one that this tab doesn't know. */
    findBeginning: (nonce: string | null): number | null =>
      nonce === null
        ? null
        : (readAuthorization(ownTab, authorizationPrefix + nonce, now())?.createdAtMs ?? null),

    /** Whether an earlier page load has sent the code of this sign-in, whose answer is lost with it: a code works once. */
    wasSent: (nonce: string): boolean => ownTab.read(sentNonceKey) === nonce && !hasEarly("tokenRequest"),

    /** The return path of a sign-in that this browser began and this tab doesn't know; undefined when there is none. */
    takeRecovery(nonce: string): ReturnTo | null | undefined {
      const entry = readAuthorization(shared, recoveryPrefix + nonce, now());
      shared.remove(recoveryPrefix + nonce);
      return entry === null ? undefined : parse(entry);
    },

    /** Keeps the return path through the code exchange, for a reload in the middle of it. */
    noteFinishing(returnTo: ReturnTo | null): void {
      ownTab.write(finishingKey, JSON.stringify({ createdAtMs: now(), returnTo }));
    },

    /** Where the sign-in wanted to go whose exchange a reload cut off; undefined when there was none. */
    takeFinishing(): ReturnTo | null | undefined {
      const entry = readAuthorization(ownTab, finishingKey, now());
      ownTab.remove(finishingKey);
      return entry === null ? undefined : parse(entry);
    },
  };
}

export type PendingAuthorizations = ReturnType<typeof createPendingAuthorizations>;

function buildRequest(
  entry: AuthorizationEntry | null,
  parse: (entry: AuthorizationEntry) => ReturnTo | null,
): PendingAuthorization | null {
  if (entry === null) return null;
  return {
    returnTo: parse(entry),
    clientState: entry.clientState,
    redirectUri: entry.redirectUri ?? null,
    codeVerifier: entry.codeVerifier ?? null,
  };
}
