import { type BrowserStorage } from "../config/browser-storage.ts";
import { decodeAccessToken } from "../contract/access-token.ts";
import { apiPaths } from "../contract/api-paths.ts";
import { type FailureCode, failureStatuses, type Problem } from "../contract/failure.ts";
import { callFunction, type FunctionFailure, type FunctionResult } from "../contract/function-call.ts";
import { parseSessionAnswer, parseSignOutAnswer, type SessionAnswer } from "../contract/session.ts";
import { chooseDelayMs } from "../workos/breaker.ts";
import { OrganizationRefusedError } from "../workos/organization-refused-error.ts";
import { findNetworkCause, type OutageCause, SessionUnreachableError } from "../workos/outage.ts";
import { type SessionRefusal } from "../workos/request-guard.ts";
import { type SignOutMark } from "../workos/sign-out-mark.ts";
import { emailSessionHintKey } from "./email-session-hint.ts";
import {
  countFailures,
  type EmailSessionEvent,
  type EmailSessionState,
  reduceEmailSession,
} from "./email-session-state.ts";

export type EmailSession = {
  getState: () => EmailSessionState;
  /** Calls the listener after every change; gives the way to stop. */
  subscribe: (listener: () => void) => () => void;
  /**
   * Asks the function for a session where the hint says that there may be one; else settles at once. Follows the browser's
   * own events from here on.
   */
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
  /**
   * Refreshes this tab into the organization.
   * @throws SessionUnreachableError when the function can't be reached; OrganizationRefusedError when the issuer doesn't let the
   * person into it
   */
  switchToOrganization: (organizationId: string) => Promise<void>;
  /** Forgets the session here at once, then tells the function, which revokes it; tells it later where it can't be reached. */
  signOut: () => Promise<{ isTold: boolean }>;
  /** Forgets the session here, because another tab has ended it. */
  forget: () => void;
  /** Asks an unreachable function again, now. */
  retry: () => void;
  /** The organization that was refused and without which the session went on; null when there is no news of one. */
  takeDroppedOrganization: () => string | null;
};

type Parts = {
  storage: BrowserStorage;
  /** What this tab alone keeps, over its page loads. */
  tabStorage: BrowserStorage;
  signOutMark: Pick<SignOutMark, "read" | "lift">;
  now?: () => number;
  random?: () => number;
  isOnline?: () => boolean;
  fetch?: typeof fetch;
  /** Runs a task while no other tab runs one under the same name. */
  withLock?: <Value>(name: string, task: () => Promise<Value>) => Promise<Value>;
};

/** Stands from a sign-out until the function has heard of it. */
const pendingSignOutKey = "portico:email-sign-out-pending";
/** The organization that this tab is in; another tab may be in another one, in the same session. */
const organizationKey = "portico:organization";
const refreshLockName = "portico:email-session-refresh";
const leastRemainingMs = 10_000;

/** The e-mail session of this tab: access token in memory, refresh token out of reach in the function's HttpOnly cookie. */
export function createEmailSession(parts: Parts): EmailSession {
  const {
    storage,
    tabStorage,
    signOutMark,
    now = Date.now,
    random = Math.random,
    withLock = withWebLock,
  } = parts;
  const { isOnline = () => navigator.onLine } = parts;
  const call = parts.fetch === undefined ? {} : { fetch: parts.fetch };
  const listeners = new Set<() => void>();
  let state: EmailSessionState = { kind: "restoring" };
  let refreshing: Promise<EmailSessionState> | null = null;
  // Counts sign-ins and sign-outs, so that the late answer to an older refresh can't bring a session back.
  let generation = 0;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let droppedOrganization: string | null = null;

  const dispatch = (event: EmailSessionEvent) => {
    state = reduceEmailSession(state, event);
    clearTimeout(retryTimer);
    if (state.kind === "unreachable") {
      retryTimer = setTimeout(() => void refresh(), Math.max(0, state.outage.retryAtMs - now()));
    }
    for (const listener of listeners) listener();
  };

  const take = (answer: SessionAnswer) => {
    const claims = decodeAccessToken(answer.accessToken);
    storage.write(emailSessionHintKey, "1");
    const organizationId = claims?.organizationId ?? null;
    if (organizationId === null) tabStorage.remove(organizationKey);
    else tabStorage.write(organizationKey, organizationId);
    dispatch({ type: "answered", answer, accessTokenExpiresAtMs: now() + (claims?.lifetimeMs ?? 0) });
  };

  /** Whose page this is. */
  const findUserId = () =>
    state.kind === "active" || state.kind === "unreachable" ? (state.answer?.user.id ?? null) : null;

  const end = (hasEnded: boolean, refusal?: SessionRefusal) => {
    generation += 1;
    refreshing = null;
    storage.remove(emailSessionHintKey);
    tabStorage.remove(organizationKey);
    dispatch({ type: "ended", hasEnded, ...(refusal && { refusal }) });
  };

  const settle = (failure: FunctionFailure, organizationId: string | null) => {
    const failureCode = failure.kind === "problem" ? failure.problem.code : null;
    if (failureCode === "session_ended" || failureCode === "no_session") {
      const wasSignedIn = state.kind === "active" || (state.kind === "unreachable" && state.answer !== null);
      end(failureCode === "session_ended" || wasSignedIn);
      return;
    }
    if (failure.kind === "problem" && isPermanent(failure.problem)) {
      const { reference } = failure.problem;
      end(true, { error: nameRequirement(failure.problem), organizationId, reference });
      // The function keeps the cookie: once the requirement is met, another page load finds the session again.
      storage.write(emailSessionHintKey, "1");
      return;
    }
    const backOffMs = chooseDelayMs(countFailures(state) + 1, random);
    const retryAfterMs = failure.kind === "problem" ? (failure.problem.retryAfterSeconds ?? 0) * 1000 : 0;
    const reference = failure.kind === "problem" ? failure.problem.reference : null;
    const retryAtMs = now() + Math.max(backOffMs, retryAfterMs);
    dispatch({
      type: "issuerUnreachable",
      outage: { cause: findCause(failure, isOnline()), retryAtMs, reference },
    });
  };

  const askForRefresh = (organizationId: string | null) =>
    withLock(refreshLockName, () =>
      callFunction(
        apiPaths.refreshSession,
        organizationId === null ? {} : { organizationId },
        parseSessionAnswer,
        call,
      ),
    );

  async function requestRefresh(chosenOrganizationId?: string): Promise<EmailSessionState> {
    const begun = generation;
    const mark = signOutMark.read();
    const userId = findUserId();
    const heldOrganizationId = tabStorage.read(organizationKey);
    let organizationId = chosenOrganizationId ?? heldOrganizationId;
    let result = await askForRefresh(organizationId);
    const refused = findPermanentRefusal(result);
    if (refused !== null && begun === generation) {
      // The session goes on in the organization that it had.
      if (chosenOrganizationId !== undefined) throw new OrganizationRefusedError(nameRequirement(refused));
      if (organizationId !== null && organizationRefusals.has(refused.code)) {
        organizationId = null;
        result = await askForRefresh(null);
      }
    }
    if (begun !== generation) return state;
    if (signOutMark.read().id !== mark.id) {
      // Another tab has signed out, and its message is still on the way.
      end(false);
      return state;
    }
    if (!result.ok) {
      settle(result.failure, organizationId);
      return state;
    }
    if (userId !== null && result.value.user.id !== userId) {
      end(true);
      // Another tab's sign-in has taken the place of the cookie; that session stays for that tab and for the next page load.
      storage.write(emailSessionHintKey, "1");
      return state;
    }
    if (organizationId === null && heldOrganizationId !== null) droppedOrganization = heldOrganizationId;
    take(result.value);
    return state;
  }

  function refresh(): Promise<EmailSessionState> {
    if (refreshing === null) {
      const own = requestRefresh().finally(() => {
        if (refreshing === own) refreshing = null;
      });
      refreshing = own;
    }
    return refreshing;
  }

  const begin = () => {
    dispatch({ type: "restoreBegun" });
    void refresh();
  };

  const tellFunction = async () => {
    // keepalive: the request goes on when the person closes the tab right after the click.
    const result = await callFunction(apiPaths.signOut, {}, parseSignOutAnswer, { ...call, keepalive: true });
    if (result.ok) storage.remove(pendingSignOutKey);
    return { isTold: result.ok };
  };

  const wake = () => {
    if (state.kind === "unreachable") void refresh();
    // The machine may have slept past the token's end; the page shouldn't have to find that out by a failed request.
    if (state.kind === "active" && state.accessTokenExpiresAtMs - now() <= leastRemainingMs) void refresh();
    if (state.kind === "signedOut" && storage.read(pendingSignOutKey) !== null) void tellFunction();
  };

  return {
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    restore() {
      globalThis.addEventListener("online", wake);
      globalThis.addEventListener("focus", wake);
      if (storage.read(emailSessionHintKey) !== null) begin();
      else {
        dispatch({ type: "ended", hasEnded: false });
        wake();
      }
    },
    join() {
      if (state.kind === "signedOut") begin();
    },
    adopt(answer) {
      generation += 1;
      refreshing = null;
      // The new session's cookie has taken the place of the one that was still to be revoked.
      storage.remove(pendingSignOutKey);
      signOutMark.lift();
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
    async signOut() {
      storage.write(pendingSignOutKey, "1");
      end(false);
      return tellFunction();
    },
    forget: () => end(false),
    retry() {
      if (state.kind === "unreachable") void refresh();
    },
    takeDroppedOrganization() {
      const dropped = droppedOrganization;
      droppedOrganization = null;
      return dropped;
    },
  };
}

function findCause(failure: FunctionFailure, isOnline: boolean): OutageCause {
  if (failure.kind === "problem")
    return failure.problem.code === "too_many_requests" ? "rateLimited" : "failed";
  return failure.cause === "network" ? findNetworkCause(isOnline) : failure.cause;
}

/** Web Locks where the browser has them, so that two tabs never present the same single-use refresh token at once. */
function withWebLock<Value>(name: string, task: () => Promise<Value>): Promise<Value> {
  return "locks" in navigator ? navigator.locks.request(name, task) : task();
}

/** WorkOS's name for what it requires, where the function has one. */
function nameRequirement({ code: failureCode, detail }: Problem): string {
  return failureCode === "continue_with_workos" ? (detail ?? failureCode) : failureCode;
}

/** A refusal that is about the tab's organization. An id that can't be one is a request that isn't right. */
const organizationRefusals: ReadonlySet<FailureCode> = new Set(["organization_refused", "invalid_request"]);
const endings: ReadonlySet<FailureCode> = new Set(["session_ended", "no_session"]);

/** The problem of a failed refresh that asking again wouldn't change, and that doesn't say that the session is over. */
function findPermanentRefusal(result: FunctionResult<SessionAnswer>): Problem | null {
  if (result.ok || result.failure.kind !== "problem") return null;
  const { problem } = result.failure;
  return isPermanent(problem) && !endings.has(problem.code) ? problem : null;
}

/** Whether asking again wouldn't change the answer: every refusal of the request, and a function without what it needs. */
function isPermanent({ code: failureCode }: Problem): boolean {
  const status = failureStatuses[failureCode];
  return (status < 500 && status !== 408 && status !== 429) || failureCode === "not_configured";
}
