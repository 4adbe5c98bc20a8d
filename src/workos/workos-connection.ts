import {
  createClient,
  getClaims,
  LoginRequiredError,
  type OnRefreshResponse,
  RefreshError,
} from "@workos-inc/authkit-js";

import { type BrowserStorage } from "../config/browser-storage.ts";
import { type WorkosConfig } from "../config/public-config.ts";
import { parseReturnTo } from "../contract/return-to.ts";
import { startTimeLimit } from "../contract/time-limit.ts";
import { type AuthorizationOptions } from "./authorization-options.ts";
import { addAuthorizationParameters, resolveRedirectUri, selectSdkOptions } from "./authorization-url.ts";
import { holdOrganization, pinOrganization } from "./awaited-organization.ts";
import { type Breaker, chooseDelayMs, createBreaker } from "./breaker.ts";
import { SessionUnreachableError } from "./outage.ts";
import { type PendingAuthorization, type PendingAuthorizations } from "./pending-authorization.ts";
import { type PendingLogouts } from "./pending-logouts.ts";
import { type CheckReachability, createReachabilityCheck } from "./reachability.ts";
import {
  createRequestGuard,
  type ExchangeFailure,
  type GuardEvent,
  workosTimeoutMs,
} from "./request-guard.ts";
import { codeVerifierKey, hasSessionMarker, refreshTokenKey } from "./session-marker.ts";
import { type SignOutMark } from "./sign-out-mark.ts";
import { StorageBlockedError } from "./storage-blocked-error.ts";
import { reduceWorkos, type WorkosEvent, type WorkosPerson, type WorkosState } from "./workos-state.ts";

/** The browser's door to WorkOS, whether the build is configured for it or not. */
export type WorkosConnection = {
  isConfigured: boolean;
  getState: () => WorkosState;
  /** Calls the listener after every change; gives the way to stop. */
  subscribe: (listener: () => void) => () => void;
  /**
   * Starts the SDK, which reads the page's address: it exchanges the authorization code that stands there, else it looks for a
   * session. When this returns the address has been read and may change.
   * @param finishing the sign-in whose code stands in the address, after it was found to be this tab's own; else null
   */
  start: (finishing: PendingAuthorization | null) => void;
  buildSignInUrl: (options?: AuthorizationOptions) => Promise<string>;
  buildSignUpUrl: (options?: AuthorizationOptions) => Promise<string>;
  /**
   * A valid access token, refreshed if need be.
   * @throws LoginRequiredError when nobody is signed in this way; SessionUnreachableError while WorkOS can't be reached
   */
  getAccessToken: (options?: { forceRefresh?: boolean }) => Promise<string>;
  /** Refreshes into the organization; leaves for WorkOS when it asks for more (SSO, a second factor). */
  switchToOrganization: (options: {
    organizationId: string;
    signInOpts?: AuthorizationOptions;
  }) => Promise<void>;
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
  checkReachability: CheckReachability;
};

type Parts = {
  config: WorkosConfig;
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

type SdkClient = Awaited<ReturnType<typeof createClient>>;

/** Younger ones belong to a tab that is just leaving for the logout itself. */
const leastAgeOfPendingLogoutMs = 10_000;

/** Between two questions to the breaker whether WorkOS may be asked again; the SDK's own loop has the same. */
const leastPauseMs = 1_000;

/** The door of a build that is configured for WorkOS. Takes over the page's `fetch` for WorkOS's requests, once. */
export function createWorkosConnection(parts: Parts): WorkosConnection {
  const { config, pendingAuthorizations, pendingLogouts, signOutMark } = parts;
  const { breaker = createBreaker(), navigate = (url: string) => window.location.assign(url) } = parts;
  const { origin } = window.location;
  const listeners = new Set<() => void>();
  let state: WorkosState = { kind: "starting" };
  let starting: Promise<SdkClient> | null = null;
  // Tells the answers of an SDK that was replaced from those of the current one.
  let generation = 0;
  // Counts what ended here, so that the answer to an older refresh is thrown away even where the message of another tab's
  // sign-out has come faster than its mark.
  let endings = 0;
  // Whether the current SDK has come to asking, and what came of it is in the state.
  let isAnswered = false;
  let sessionId: string | null = null;
  let exchangeFailure: ExchangeFailure | null = null;
  let wasExchanged = false;
  let refusedRefresh: string | null = null;
  let lastUrl: Promise<unknown> = Promise.resolve();
  let nextTry: ReturnType<typeof setTimeout> | undefined;

  const dispatch = (event: WorkosEvent) => {
    const next = reduceWorkos(state, event);
    if (next === state) return;
    state = next;
    awaitNextTry();
    for (const listener of listeners) listener();
  };

  /**
   * Sees to it that somebody asks again when the outage says so. The SDK does it by itself only once its access token runs out,
   * and not at all where it was locked out.
   */
  const awaitNextTry = () => {
    clearTimeout(nextTry);
    if (state.kind !== "unreachable") return;
    const delayMs = Math.max(leastPauseMs, state.outage.retryAtMs - Date.now());
    nextTry = setTimeout(() => {
      if (!isAnswered) replace();
      else if (document.hidden) awaitNextTry();
      // Where the breaker doesn't admit it yet there is no event that would await the next one.
      else void ask().then(awaitNextTry);
    }, delayMs);
  };

  const ask = () =>
    requireClient()
      .then((client) => client.getAccessToken({ forceRefresh: true }))
      .catch(() => undefined);

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
    report(event: GuardEvent) {
      switch (event.type) {
        case "outage":
        case "ended":
          isAnswered = true;
          return dispatch(event);
        case "notPresented":
          isAnswered = true;
          return dispatch({ type: "settled", exchangeFailure });
        case "refreshRefused":
          refusedRefresh = event.error;
          return undefined;
        case "exchanged":
          wasExchanged = true;
          return undefined;
        case "exchangeFailed":
          exchangeFailure = event.failure;
          return undefined;
      }
      event satisfies never;
    },
  });

  const take = (answer: OnRefreshResponse) => {
    if (wasExchanged) signOutMark.lift();
    wasExchanged = false;
    const claims = getClaims(answer.accessToken);
    sessionId = claims.sid;
    isAnswered = true;
    pinOrganization(config.clientId, claims.org_id ?? null, parts.sessionStorage);
    dispatch({ type: "authenticated", person: buildPerson(answer) });
  };

  /** Another tab's mark is enough: its message may still be on the way. A sign-in that has just succeeded lifts it. */
  const isSignedOut = () => hasSignedOut() || (!wasExchanged && signOutMark.read().stands);

  /** Takes back what the SDK has stored of an answer that the guard let through just before the sign-out. */
  const discard = () => {
    parts.localStorage.remove(refreshTokenKey(config.clientId));
    starting?.then((client) => client.dispose()).catch(() => undefined);
  };

  /**
   * Whether there is a sign of a session for which the SDK hasn't asked, though its start is over: it waits for the refreshes of
   * other tabs for ten seconds, which is less than two unanswered ones take.
   */
  const isLockedOut = () =>
    !isAnswered && hasSessionMarker(config.clientId, parts.localStorage, document.cookie);

  const connect = (redirectUri: string, isFinishing = false) => {
    generation += 1;
    const own = generation;
    const isCurrent = () => own === generation;
    exchangeFailure = null;
    wasExchanged = false;
    isAnswered = false;
    // One that was locked out begins again without taking away what the page says about it.
    if (state.kind !== "unreachable") dispatch({ type: "started" });
    const { protocol, hostname, port } = new URL(config.apiOrigin);
    const client = createClient(config.clientId, {
      redirectUri,
      apiHostname: hostname,
      https: protocol === "https:",
      ...(port !== "" && { port: Number(port) }),
      onRefresh: (answer) => {
        if (isSignedOut()) discard();
        else if (isCurrent()) take(answer);
      },
    });
    starting = client;
    const settle = () => {
      if (!isCurrent() || isAnswered) return;
      if (isFinishing || !isLockedOut()) {
        dispatch({ type: "settled", exchangeFailure });
        return;
      }
      const delayMs = chooseDelayMs(1, Math.random);
      dispatch({
        type: "outage",
        outage: { cause: "timeout", retryAtMs: Date.now() + delayMs, reference: null },
      });
    };
    client.then(settle, settle);
  };

  const replace = () => {
    // The replaced SDK would go on asking for refreshes beside the new one.
    starting?.then((client) => client.dispose()).catch(() => undefined);
    connect(config.redirectUri);
  };

  const drop = () => {
    generation += 1;
    endings += 1;
    const own = generation;
    sessionId = null;
    parts.localStorage.remove(refreshTokenKey(config.clientId));
    pinOrganization(config.clientId, null, parts.sessionStorage);
    dispatch({ type: "signedOut" });
    // Ends the SDK's timer; not when another SDK has begun meanwhile, since all of them share one memory.
    starting?.then((client) => own === generation && client.dispose()).catch(() => undefined);
  };

  const requireClient = async () => {
    if (starting === null) throw new Error("start() comes before every other call");
    return starting;
  };

  const remember = (options: AuthorizationOptions) =>
    pendingAuthorizations.remember({
      returnTo: parseReturnTo(options.returnTo, origin),
      clientState: options.state,
      redirectUri: options.redirectUri ?? null,
    });

  const buildUrl = async (screen: "signIn" | "signUp", given: AuthorizationOptions) => {
    if (!parts.canReturnFromWorkos) throw new StorageBlockedError();
    const redirectUri =
      given.redirectUri === undefined ? config.redirectUri : resolveRedirectUri(given.redirectUri, origin);
    const options = given.redirectUri === undefined ? given : { ...given, redirectUri };
    const client = await requireClient();
    const nonce = remember(options);
    const sdkOptions = selectSdkOptions(options, nonce);
    const url =
      screen === "signIn" ? await client.getSignInUrl(sdkOptions) : await client.getSignUpUrl(sdkOptions);
    // The SDK keeps one verifier for all its URLs; kept with the nonce, each URL finds its own again.
    const codeVerifier = parts.sessionStorage.read(codeVerifierKey);
    if (codeVerifier !== null) pendingAuthorizations.attachCodeVerifier(nonce, codeVerifier);
    return addAuthorizationParameters(url, { ...options, redirectUri });
  };

  /** One after the other, so that no URL reads another's verifier. */
  const buildUrlInTurn = (screen: "signIn" | "signUp", options: AuthorizationOptions) => {
    const url = lastUrl.then(() => buildUrl(screen, options));
    lastUrl = url.catch(() => undefined);
    return url;
  };

  const buildLogoutUrl = (session: string, returnTo: string) => {
    const url = new URL("/user_management/sessions/logout", config.apiOrigin);
    url.search = new URLSearchParams({ session_id: session, return_to: returnTo }).toString();
    return url.href;
  };

  /** Ends a session at WorkOS from inside the page. The answer is opaque; that it came is enough. */
  const tellOfLogout = async (session: string): Promise<boolean> => {
    const url = buildLogoutUrl(session, parts.signedOutUrl);
    const limit = startTimeLimit(workosTimeoutMs);
    try {
      await unguardedFetch(url, {
        mode: "no-cors",
        credentials: "include",
        keepalive: true,
        signal: limit.signal,
      });
    } catch {
      return false;
    } finally {
      limit.clear();
    }
    pendingLogouts.remove(session);
    return true;
  };

  /** Tells WorkOS of the sign-outs that it could not be told of when they happened. */
  const flushPendingLogouts = () => {
    for (const session of pendingLogouts.list(leastAgeOfPendingLogoutMs)) void tellOfLogout(session);
  };

  const checkReachability = createReachabilityCheck({
    apiOrigin: config.apiOrigin,
    clientId: config.clientId,
    fetch: unguardedFetch,
  });

  const retry = () => {
    if (state.kind === "unreachable" && breaker.nudge()) void ask();
  };

  const wake = () => {
    flushPendingLogouts();
    retry();
  };

  return {
    isConfigured: true,
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start(finishing) {
      if (finishing?.codeVerifier) parts.sessionStorage.write(codeVerifierKey, finishing.codeVerifier);
      pendingLogouts.noteArrival(window.location.href === parts.signedOutUrl);
      window.addEventListener("online", wake);
      window.addEventListener("focus", wake);
      connect(finishing?.redirectUri ?? config.redirectUri, finishing !== null);
      flushPendingLogouts();
    },
    buildSignInUrl: (options = {}) =>
      buildUrlInTurn(options.screenHint === "sign-up" ? "signUp" : "signIn", options),
    buildSignUpUrl: (options = {}) =>
      buildUrlInTurn(options.screenHint === "sign-in" ? "signIn" : "signUp", options),
    async getAccessToken(options) {
      if (hasSignedOut()) throw new LoginRequiredError();
      const client = await requireClient();
      try {
        return await client.getAccessToken(options);
      } catch (error) {
        if (hasSignedOut()) throw new LoginRequiredError();
        if (isPassing(error))
          throw new SessionUnreachableError("The session can't be refreshed right now", { cause: error });
        throw error;
      }
    },
    async switchToOrganization({ organizationId, signInOpts = {} }) {
      const client = await requireClient();
      refusedRefresh = null;
      const putOrganizationBack = holdOrganization(config.clientId, parts.sessionStorage);
      try {
        await client.switchToOrganization({
          organizationId,
          signInOpts: selectSdkOptions(signInOpts, remember(signInOpts)),
        });
      } catch (error) {
        putOrganizationBack();
        // Written while the call above ran; the compiler can't see that.
        if (readRefusal() !== null) {
          navigate(await buildUrlInTurn("signIn", { ...signInOpts, organizationId }));
          return;
        }
        if (!isPassing(error)) throw error;
        throw new SessionUnreachableError("The organization can't be switched right now", { cause: error });
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
        return { isLeaving: false, isTold: isReachable && (await tellOfLogout(session)) };
      pendingLogouts.noteLeaving(session);
      navigate(buildLogoutUrl(session, returnTo));
      return { isLeaving: true, isTold: true };
    },
    forget: drop,
    reconnect: replace,
    retry,
    checkReachability,
  };

  function hasSignedOut(): boolean {
    return state.kind === "signedOut";
  }

  function readRefusal(): string | null {
    return refusedRefresh;
  }
}

/** Whether an error of the SDK's leaves the session standing. */
function isPassing(error: unknown): boolean {
  return error instanceof RefreshError && error.isTransient;
}

function buildPerson(answer: OnRefreshResponse): WorkosPerson {
  const claims = getClaims(answer.accessToken);
  return {
    user: answer.user,
    organizationId: answer.organizationId ?? null,
    role: claims.role ?? null,
    roles: claims.roles ?? null,
    permissions: claims.permissions ?? [],
    featureFlags: claims.feature_flags ?? [],
    impersonator: answer.impersonator ?? null,
    authenticationMethod: answer.authenticationMethod ?? null,
  };
}
