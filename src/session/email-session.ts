import { type BrowserStorage } from "../config/browser-storage.ts";
import { decodeAccessToken } from "../contract/access-token.ts";
import { apiPaths } from "../contract/api-paths.ts";
import { callFunction, type FunctionFailure } from "../contract/function-call.ts";
import { parseSessionAnswer, parseSignOutAnswer, type SessionAnswer } from "../contract/session.ts";
import { type EmailSessionEvent, type EmailSessionState, reduceEmailSession } from "./email-session-state.ts";
import { type SignedOutReason } from "./session-state.ts";

/** Thrown by `getAccessToken` while the function can't be reached; the session stands, so the caller may try again. */
export class SessionUnreachableError extends Error {
  override readonly name = "SessionUnreachableError";
}

export type EmailSession = {
  getState: () => EmailSessionState;
  /** Calls the listener after every change; gives the way to stop. */
  subscribe: (listener: () => void) => () => void;
  /** Asks the function for a session where the hint says that there may be one; else settles at once. */
  restore: () => void;
  /**
   * Asks the function for the session that another tab has just begun. Doesn't look at the hint: between processes a message
   * can be faster than what was written to localStorage before it.
   */
  join: () => void;
  /** Takes the session that a verified code has just given. */
  adopt: (answer: SessionAnswer) => void;
  /** A token with at least ten seconds to live, or null when nobody is signed in this way. */
  getAccessToken: (options?: { forceRefresh?: boolean }) => Promise<string | null>;
  /** Refreshes into the organization; rejects when the function can't be reached or refuses. */
  switchToOrganization: (organizationId: string) => Promise<void>;
  /** Forgets the session here at once, then tells the function, which revokes it. */
  signOut: (reason: SignedOutReason) => Promise<void>;
  /** Forgets the session here, because another tab has ended it. */
  end: (reason: SignedOutReason) => void;
};

type Parts = {
  storage: BrowserStorage;
  now?: () => number;
  fetch?: typeof fetch;
  /** Runs a task while no other tab runs one under the same name. */
  withLock?: <Value>(name: string, task: () => Promise<Value>) => Promise<Value>;
};

/** No secret: it only says that asking the function for a session may be worth while. */
const hintKey = "portico:email-session";
const refreshLockName = "portico:email-session-refresh";
const leastRemainingMs = 10_000;

/** The e-mail session of this tab: access token in memory, refresh token out of reach in the function's HttpOnly cookie. */
export function createEmailSession(parts: Parts): EmailSession {
  const { storage, now = Date.now, withLock = withWebLock } = parts;
  const call = parts.fetch === undefined ? {} : { fetch: parts.fetch };
  const listeners = new Set<() => void>();
  let state: EmailSessionState = { kind: "restoring" };
  let refreshing: Promise<EmailSessionState> | null = null;
  // Counts sign-ins and sign-outs, so that the late answer to an older refresh can't bring a session back.
  let generation = 0;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;

  const dispatch = (event: EmailSessionEvent) => {
    state = reduceEmailSession(state, event);
    clearTimeout(retryTimer);
    if (state.kind === "unreachable") {
      retryTimer = setTimeout(() => void refresh(), Math.max(0, state.retryAtMs - now()));
    }
    for (const listener of listeners) listener();
  };

  const take = (answer: SessionAnswer) => {
    const claims = decodeAccessToken(answer.accessToken);
    storage.write(hintKey, "1");
    dispatch({ type: "answered", answer, accessTokenExpiresAtMs: now() + (claims?.lifetimeMs ?? 0) });
  };

  const end = (reason: SignedOutReason) => {
    generation += 1;
    refreshing = null;
    storage.remove(hintKey);
    dispatch({ type: "ended", reason });
  };

  const settle = (failure: FunctionFailure) => {
    const failureCode = failure.kind === "problem" ? failure.problem.code : null;
    if (failureCode === "session_ended" || failureCode === "no_session") {
      const wasSignedIn = state.kind === "active" || (state.kind === "unreachable" && state.answer !== null);
      end(failureCode === "session_ended" || wasSignedIn ? "session-ended" : "none");
      return;
    }
    const retryAfterSeconds = failure.kind === "problem" ? failure.problem.retryAfterSeconds : undefined;
    dispatch({
      type: "issuerUnreachable",
      nowMs: now(),
      retryAfterMs: retryAfterSeconds === undefined ? null : retryAfterSeconds * 1000,
    });
  };

  async function requestRefresh(organizationId?: string): Promise<EmailSessionState> {
    const begun = generation;
    const body = organizationId === undefined ? {} : { organizationId };
    const result = await withLock(refreshLockName, () =>
      callFunction(apiPaths.refreshSession, body, parseSessionAnswer, call),
    );
    if (begun !== generation) return state;
    if (result.ok) take(result.value);
    else settle(result.failure);
    return state;
  }

  function refresh(): Promise<EmailSessionState> {
    refreshing ??= requestRefresh().finally(() => {
      refreshing = null;
    });
    return refreshing;
  }

  const begin = () => {
    dispatch({ type: "restoreBegun" });
    void refresh();
  };

  const retrySoon = () => {
    if (state.kind === "unreachable") void refresh();
  };

  return {
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      if (listeners.size === 1) {
        globalThis.addEventListener("online", retrySoon);
        globalThis.addEventListener("focus", retrySoon);
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        globalThis.removeEventListener("online", retrySoon);
        globalThis.removeEventListener("focus", retrySoon);
      };
    },
    restore() {
      if (state.kind === "active" || state.kind === "unreachable") return;
      if (storage.read(hintKey) !== null) begin();
      else if (state.kind === "restoring") dispatch({ type: "ended", reason: "none" });
    },
    join() {
      if (state.kind === "signedOut") begin();
    },
    adopt(answer) {
      generation += 1;
      take(answer);
    },
    async getAccessToken(options = {}) {
      const isFresh =
        state.kind === "active" &&
        !options.forceRefresh &&
        state.accessTokenExpiresAtMs - now() > leastRemainingMs;
      const settled = isFresh || state.kind === "signedOut" ? state : await refresh();
      if (settled.kind === "active") return settled.answer.accessToken;
      if (settled.kind === "unreachable")
        throw new SessionUnreachableError("The session can't be refreshed right now");
      return null;
    },
    async switchToOrganization(organizationId) {
      const settled = await requestRefresh(organizationId);
      if (settled.kind === "unreachable")
        throw new SessionUnreachableError("The organization can't be switched right now");
    },
    async signOut(reason) {
      end(reason);
      // keepalive: the answer still counts when the person closes the tab right after the click.
      await callFunction(apiPaths.signOut, {}, parseSignOutAnswer, { ...call, keepalive: true });
    },
    end,
  };
}

/** Web Locks where the browser has them, so that two tabs never present the same single-use refresh token at once. */
function withWebLock<Value>(name: string, task: () => Promise<Value>): Promise<Value> {
  return "locks" in navigator ? navigator.locks.request(name, task) : task();
}
