import { AuthKitError, LoginRequiredError, type OnRefreshResponse } from "@workos-inc/authkit-react";

import { type BrowserStorage } from "../config/browser-storage.ts";
import { type WorkosConfig } from "../config/workos-config.ts";
import { type AccessTokenClaims, decodeAccessToken } from "../contract/access-token.ts";
import { buildPathKey } from "../contract/path-key.ts";
import { takeEarly } from "../early/early-state.ts";
import { type AuthKitHandle } from "./authkit-handle.ts";
import { type SignInUrlOptions } from "./authorization-options.ts";
import { holdOrganization, organizationKey, pinOrganization } from "./awaited-organization.ts";
import { type Breaker, chooseDelayMs, createBreaker } from "./breaker.ts";
import { createLogouts } from "./logouts.ts";
import { createObservedState } from "./observed-state.ts";
import { OrganizationRefusedError } from "./organization-refused-error.ts";
import { buildReference, SessionUnreachableError } from "./outage.ts";
import { type PendingAuthorization, type PendingAuthorizations } from "./pending-authorization.ts";
import { type PendingLogouts } from "./pending-logouts.ts";
import { type CheckReachability, createReachabilityCheck } from "./reachability.ts";
import { createRequestGuard, type ExchangeFailure, type GuardEvent } from "./request-guard.ts";
import {
  codeVerifierKey,
  hasSessionMarker,
  noSessionCookieKey,
  refreshTokenKey,
  sessionCookieBlocked,
} from "./session-marker.ts";
import { createSessionLooks } from "./session-looks.ts";
import { createSignInUrls } from "./sign-in-urls.ts";
import { parseSignOutMark, type SignOutMark } from "./sign-out-mark.ts";
import { type WorkosEvent, type WorkosPerson, type WorkosState } from "./workos-state.ts";

/** What the browser asks of WorkOS, whether the build is configured for it or not. */
export type WorkosConnection = {
  isConfigured: boolean;
  getState: () => WorkosState;
  /** Calls the listener after every change; gives the way to stop. */
  subscribe: (listener: () => void) => () => void;
  /**
   * Looks for a session, or has `AuthKitProvider` exchange the authorization code in the page's address once it is mounted. Comes
   * before the mounting.
   * @param finishing the sign-in whose code stands in the address, after it was found to be this tab's own; else null
   * @param onCodeRead called when the code has been read and may leave the address
   */
  start: (finishing: PendingAuthorization | null, onCodeRead?: () => void) => void;
  getSignInUrl: (options?: SignInUrlOptions) => Promise<string>;
  /**
   * A valid access token, refreshed if need be.
   * @throws LoginRequiredError when nobody is signed in this way; SessionUnreachableError while WorkOS can't be reached
   */
  getAccessToken: (options?: { forceRefresh?: boolean }) => Promise<string>;
  /**
   * Refreshes into the organization; leaves for WorkOS when it asks for more (SSO, a second factor).
   * @throws OrganizationRefusedError when the person isn't in it; SessionUnreachableError while WorkOS can't be reached
   */
  switchToOrganization: (options: { organizationId: string; signInOpts?: SignInUrlOptions }) => Promise<void>;
  /** Ends the session here, for every tab, and leaves for WorkOS's logout where there is one to end and it can be reached. */
  signOut: (options: {
    returnTo: string;
    mayLeave: boolean;
  }) => Promise<{ isLeaving: boolean; isTold: boolean }>;
  /** Drops what this tab holds of the session, because another tab has ended it. */
  forget: () => void;
  /** Looks for a session anew, as after a page load. */
  reconnect: () => void;
  /** Asks an unreachable WorkOS again, now. */
  retry: () => void;
  /** The organization that WorkOS has refused and without which the session went on; null when there is no news of one. */
  takeDroppedOrganization: () => string | null;
  checkReachability: CheckReachability;
};

type Parts = {
  config: WorkosConfig;
  authkit: AuthKitHandle;
  pendingAuthorizations: PendingAuthorizations;
  pendingLogouts: PendingLogouts;
  signOutMark: SignOutMark;
  localStorage: BrowserStorage;
  sessionStorage: BrowserStorage;
  /** False where the browser keeps no sessionStorage for this site: the code verifier would be lost on the way. */
  canReturnFromWorkos: boolean;
  /** Absolute URL of the page that WorkOS's logout comes back to. */
  signedOutUrl: string;
  navigate?: (url: string) => void;
  breaker?: Breaker;
};

/**
 * The connection of a build that is configured for WorkOS: `AuthKitProvider` makes the client, exchanges and refreshes; what it has no
 * seam for is done here and around the page's `fetch`, which this takes over for WorkOS's requests, once.
 */
export function createWorkosConnection(parts: Parts): WorkosConnection {
  const { config, authkit, pendingLogouts, signOutMark, localStorage, sessionStorage } = parts;
  const { breaker = createBreaker(), navigate = (url: string) => window.location.assign(url) } = parts;
  // Counts what ended here, so that the answer to an older refresh is thrown away even where the message of another tab's
  // sign-out has come faster than its mark.
  let endings = 0;
  // Whether the latest look has come to asking, and what came of it is in the state.
  let isAnswered = false;
  let sessionId: string | null = null;
  let exchangeFailure: ExchangeFailure | null = null;
  let wasExchanged = false;
  let switchingTo: string | null = null;
  let refusedSwitch: { isDenied: boolean } | null = null;
  let droppedOrganization: string | null = null;
  let onCodeRead: (() => void) | undefined;
  let awaitsExchange = false;
  let latestLook: Promise<void> | null = null;

  const ask = () =>
    authkit
      .getClient()
      .then((client) => client.getAccessToken({ forceRefresh: true }))
      .catch(() => undefined);

  const state = createObservedState(async () => {
    if (!isAnswered) await (looks.getUnderWay() ?? look());
    else if (!document.hidden) await ask();
  });
  const looks = createSessionLooks(authkit, () => isAnswered);

  const unguardedFetch = globalThis.fetch.bind(globalThis);
  globalThis.fetch = createRequestGuard({
    apiOrigin: config.apiOrigin,
    fetch: unguardedFetch,
    breaker,
    signOutMark: {
      read() {
        const { id, stands } = signOutMark.read();
        return { id: `${endings}:${id}`, stands };
      },
    },
    isSignedOut: state.isSignedOut,
    admitExchange() {
      const isOwn = awaitsExchange;
      awaitsExchange = false;
      return isOwn;
    },
    takeEarlyExchange() {
      const early = takeEarly("tokenRequest");
      return early && { ...early, signOutMarkId: `0:${parseSignOutMark(early.signOutMark).id}` };
    },
    isChosen: (organizationId) => organizationId === switchingTo,
    isAnotherPerson: (userId) => (findPerson()?.user.id ?? userId) !== userId,
    report(event: GuardEvent) {
      switch (event.type) {
        case "outage":
          isAnswered = true;
          return state.dispatch(event);
        case "ended":
          isAnswered = true;
          return state.dispatch(findBlockedCookie() ?? event);
        case "anotherPerson":
          isAnswered = true;
          // The refresh has used up the token that the other tab counts on.
          if (event.refreshToken !== null && localStorage.read(refreshTokenKey(config.clientId)) !== null)
            localStorage.write(refreshTokenKey(config.clientId), event.refreshToken);
          pinOrganization(config.clientId, null, sessionStorage);
          return state.dispatch({ type: "ended" });
        case "refused":
          isAnswered = true;
          // The next look is the session's own again, which may be in another organization.
          pinOrganization(config.clientId, null, sessionStorage);
          return state.dispatch(event);
        case "notPresented":
          isAnswered = true;
          return state.dispatch({ type: "settled", exchangeFailure });
        case "nothingToPresent":
          isAnswered = true;
          return state.dispatch(
            findPerson() !== null ? { type: "ended" } : { type: "settled", exchangeFailure },
          );
        case "sessionKept":
          return looks.noteSessionKept();
        case "switchRefused":
          refusedSwitch = event;
          return undefined;
        case "organizationDropped":
          droppedOrganization = event.organizationId;
          return undefined;
        case "exchangeBegun":
          return onCodeRead?.();
        case "exchanged":
          wasExchanged = true;
          return undefined;
        case "exchangeDiscarded":
          return endDiscarded(event.sessionId);
        case "exchangeFailed":
          exchangeFailure = event.failure;
          return undefined;
      }
      event satisfies never;
    },
  });

  const checkReachability = createReachabilityCheck({
    apiOrigin: config.apiOrigin,
    clientId: config.clientId,
    fetch: unguardedFetch,
    asked: takeEarly("probe"),
  });
  const logouts = createLogouts({
    apiOrigin: config.apiOrigin,
    fetch: unguardedFetch,
    pendingLogouts,
    signedOutUrl: parts.signedOutUrl,
  });
  const signInUrls = createSignInUrls({
    ...parts,
    origin: window.location.origin,
    getClient: authkit.getClient,
  });

  /** Tells WorkOS of the end of a session that began here and was signed out of before it was known. */
  const endDiscarded = (discarded: string | null) => {
    if (discarded === null) return;
    pendingLogouts.add(discarded);
    void logouts.tell(discarded);
  };

  authkit.listen((answer) => {
    const claims = decodeAccessToken(answer.accessToken);
    // Another tab's mark is enough: its message may still be on the way. A sign-in that has just succeeded lifts it.
    if (state.isSignedOut() || (!wasExchanged && signOutMark.read().stands)) {
      // The guard let the answer through just before the sign-out, and the SDK has stored it.
      localStorage.remove(refreshTokenKey(config.clientId));
      if (wasExchanged) endDiscarded(claims?.sessionId ?? null);
      wasExchanged = false;
      looks.rest();
      return;
    }
    if (wasExchanged) {
      signOutMark.lift();
      if (hasMarker()) sessionStorage.remove(noSessionCookieKey);
      else sessionStorage.write(noSessionCookieKey, "1");
    }
    wasExchanged = false;
    isAnswered = true;
    sessionId = claims?.sessionId ?? null;
    pinOrganization(config.clientId, claims?.organizationId ?? null, sessionStorage);
    state.dispatch({ type: "authenticated", person: buildPerson(answer, claims) });
    looks.keepRefreshing(config.redirectUri);
  });

  /** What has become of this tab's session where the browser has kept no cookie of it: a reload or the next refresh loses it. */
  const findBlockedCookie = (): WorkosEvent | null => {
    if (sessionStorage.read(noSessionCookieKey) === null) return null;
    const reference = buildReference(sessionCookieBlocked, Date.now());
    return { type: "refused", refusal: { error: sessionCookieBlocked, organizationId: null, reference } };
  };

  const hasMarker = () => hasSessionMarker(config.clientId, localStorage, document.cookie);

  /** Without a sign of a session, or a code in the address, there is nothing to wait for. */
  const look = (redirectUri = config.redirectUri, isFinishing = false): Promise<void> => {
    exchangeFailure = null;
    wasExchanged = false;
    isAnswered = false;
    // An outage goes on without taking away what the page says about it.
    if (state.get().kind !== "unreachable") state.dispatch({ type: "started" });
    const isNeedless = !isFinishing && !hasMarker();
    const isFirst = latestLook === null;
    if (isNeedless) state.dispatch(findBlockedCookie() ?? { type: "settled", exchangeFailure: null });
    // The first one makes the client, which the URLs of a sign-in need too.
    if (isNeedless && !isFirst) return latestLook ?? Promise.resolve();
    const own = looks.look(redirectUri);
    latestLook = own;
    const conclude = async () => {
      await own;
      if (isAnswered || latestLook !== own || state.isSignedOut()) return;
      if (isFinishing || !hasMarker()) {
        state.dispatch({ type: "settled", exchangeFailure });
        return;
      }
      // The SDK waits for the refreshes of other tabs for ten seconds, which is less than two unanswered ones take.
      const retryAtMs = Date.now() + chooseDelayMs(1, Math.random);
      state.dispatch({ type: "outage", outage: { cause: "timeout", retryAtMs, reference: null } });
    };
    return conclude();
  };

  const drop = () => {
    endings += 1;
    sessionId = null;
    localStorage.remove(refreshTokenKey(config.clientId));
    sessionStorage.remove(noSessionCookieKey);
    pinOrganization(config.clientId, null, sessionStorage);
    state.dispatch({ type: "signedOut" });
    looks.rest();
  };

  const retry = () => {
    if (state.get().kind !== "unreachable") return;
    if (!isAnswered) void (looks.getUnderWay() ?? look());
    else if (breaker.nudge()) void ask();
  };

  const wake = () => {
    logouts.tellPending();
    retry();
  };

  return {
    isConfigured: true,
    getState: state.get,
    subscribe: state.subscribe,
    start(finishing, onRead) {
      if (finishing?.codeVerifier) sessionStorage.write(codeVerifierKey, finishing.codeVerifier);
      const signedOutPath = new URL(parts.signedOutUrl).pathname;
      pendingLogouts.noteArrival(buildPathKey(window.location.pathname) === buildPathKey(signedOutPath));
      window.addEventListener("online", wake);
      window.addEventListener("focus", wake);
      onCodeRead = onRead;
      awaitsExchange = finishing !== null;
      void look(finishing?.redirectUri ?? config.redirectUri, finishing !== null);
      logouts.tellPending();
    },
    getSignInUrl: signInUrls.getSignInUrl,
    async getAccessToken(options) {
      if (state.isSignedOut()) throw new LoginRequiredError();
      const client = await authkit.getClient();
      let accessToken: string;
      try {
        accessToken = await client.getAccessToken(options);
      } catch (error) {
        if (state.isSignedOut()) throw new LoginRequiredError();
        if (isPassing(error))
          throw new SessionUnreachableError("The session can't be refreshed right now", { cause: error });
        throw error;
      }
      if (state.isSignedOut()) throw new LoginRequiredError();
      return accessToken;
    },
    async switchToOrganization({ organizationId, signInOpts = {} }) {
      const client = await authkit.getClient();
      refusedSwitch = null;
      switchingTo = organizationId;
      const putOrganizationBack = holdOrganization(config.clientId, sessionStorage);
      try {
        await client.switchToOrganization({
          organizationId,
          signInOpts: signInUrls.buildSdkOptions(signInOpts),
        });
        // The SDK says nothing where other tabs kept it from asking, or where it joined a refresh that was under way.
        if (!state.isSignedOut() && sessionStorage.read(organizationKey(config.clientId)) !== organizationId)
          throw new SessionUnreachableError("The organization can't be switched right now");
      } catch (error) {
        // Where the session has ended meanwhile, the next one in this tab may be another person's.
        if (!state.isSignedOut()) putOrganizationBack();
        else pinOrganization(config.clientId, null, sessionStorage);
        // Written while the call above ran; the compiler can't see that.
        const refused = getRefusedSwitch();
        if (refused?.isDenied === true) throw new OrganizationRefusedError("organization_refused");
        if (refused !== null) {
          navigate(await signInUrls.getSignInUrl({ ...signInOpts, organizationId }));
          return;
        }
        if (!isPassing(error)) throw error;
        throw new SessionUnreachableError("The organization can't be switched right now", { cause: error });
      } finally {
        switchingTo = null;
      }
    },
    async signOut({ returnTo, mayLeave }) {
      const session = sessionId;
      signOutMark.set();
      if (session !== null) pendingLogouts.add(session);
      drop();
      if (session === null) return { isLeaving: false, isTold: true };
      const isReachable = (await checkReachability()) === "reachable";
      if (!mayLeave || !isReachable)
        return { isLeaving: false, isTold: isReachable && (await logouts.tell(session)) };
      pendingLogouts.noteLeaving(session);
      navigate(logouts.buildUrl(session, returnTo));
      return { isLeaving: true, isTold: true };
    },
    forget: drop,
    reconnect: () => void look(),
    retry,
    takeDroppedOrganization() {
      const dropped = droppedOrganization;
      droppedOrganization = null;
      return dropped;
    },
    checkReachability,
  };

  function getRefusedSwitch(): { isDenied: boolean } | null {
    return refusedSwitch;
  }

  function findPerson(): WorkosPerson | null {
    const current = state.get();
    return current.kind === "active" || current.kind === "unreachable" ? current.person : null;
  }
}

/**
 * Whether an error of the SDK's leaves the session standing. It is a `RefreshError`, which authkit-react doesn't export;
 * its name is lost where classes are minified.
 */
function isPassing(error: unknown): boolean {
  return error instanceof AuthKitError && "isTransient" in error && error.isTransient === true;
}

function buildPerson(answer: OnRefreshResponse, claims: AccessTokenClaims | null): WorkosPerson {
  return {
    user: answer.user,
    organizationId: answer.organizationId ?? null,
    role: claims?.role ?? null,
    roles: claims?.roles ?? null,
    permissions: claims?.permissions ?? [],
    featureFlags: claims?.featureFlags ?? [],
    impersonator: answer.impersonator ?? null,
    authenticationMethod: answer.authenticationMethod ?? null,
  };
}
