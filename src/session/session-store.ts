import { recordStep } from "../config/flight-recorder.ts";
import { paths } from "../config/paths.ts";
import { type SessionAnswer } from "../contract/session.ts";
import { type SignInUrlOptions } from "../workos/authorization-options.ts";
import { LoginRequiredError } from "../workos/login-required-error.ts";
import { type CheckReachability } from "../workos/reachability.ts";
import { type ExchangeFailure, workosTimeoutMs } from "../workos/request-guard.ts";
import { isSessionMarkerKey } from "../workos/session-marker.ts";
import { isLifted, signOutMarkKey } from "../workos/sign-out-mark.ts";
import { type WorkosConnection } from "../workos/workos-connection.ts";
import { type EmailSession } from "./email-session.ts";
import {
  buildInitialMachine,
  reduceSession,
  type SessionEvent,
  type SessionMachine,
  selectSessionState,
} from "./session-machine.ts";
import { type SessionSource, type SessionState } from "./session-state.ts";
import { type SessionTabs, type TabMessage } from "./session-tabs.ts";

/** The session of this tab, outside React: the hook, the guards and plain code all stand on it. */
export type SessionStore = {
  getState: () => SessionState;
  /** Calls the listener after every change; gives the way to stop. */
  subscribe: (listener: () => void) => () => void;
  isWorkosConfigured: boolean;
  /** The caller's `state` of the sign-in that this page load finished; undefined where there was none. */
  callbackState: unknown;
  /** Why the authorization code of this page load gave no session. */
  getExchangeFailure: () => ExchangeFailure | null;
  checkWorkosReachability: CheckReachability;
  /** A URL of WorkOS's sign-in page, or of its sign-up page by `screenHint`. */
  getSignInUrl: (options?: SignInUrlOptions) => Promise<string>;
  /**
   * A valid access token, refreshed if need be. Waits while the session has ended under the open page, until the person has
   * signed in again or left it.
   * @throws LoginRequiredError when nobody is signed in; SessionUnreachableError while the issuer can't be reached
   */
  getAccessToken: (options?: { forceRefresh?: boolean }) => Promise<string>;
  switchToOrganization: (options: { organizationId: string; signInOpts?: SignInUrlOptions }) => Promise<void>;
  /**
   * Ends the session here, at its issuer and in the other tabs.
   * @param options.returnTo absolute URL that WorkOS's logout comes back to; the signed-out page by default
   * @param options.navigate false: never leave the page
   */
  signOut: (options?: { returnTo?: string; navigate?: boolean }) => Promise<void>;
  /** Takes the session that a verified e-mail code has given. */
  adoptEmailSession: (answer: SessionAnswer) => void;
  /** Asks an unreachable issuer again, now. */
  retry: () => void;
  /** Stops offering to sign in again, and closes the page of the expired session. */
  dismissExpiredSession: () => void;
  /** The organization that the person has opened in another tab meanwhile; null when it is this tab's too. */
  getOrganizationElsewhere: () => string | null;
  /** Leaves the other tab's organization to the other tab. */
  stayInOrganization: () => void;
  /** The organization of this tab that the person isn't in any more; null when there is none, or after it was dismissed. */
  getDroppedOrganization: () => string | null;
  dismissDroppedOrganization: () => void;
};

type Parts = {
  workos: WorkosConnection;
  emailSession: EmailSession;
  tabs: SessionTabs;
  /** The app's own origin. */
  origin: string;
  /** Whether this page load exchanges an authorization code: the other tabs are told once the session stands. */
  isFinishingSignIn: boolean;
  callbackState: unknown;
  /** Whether a sign-out in this browser stands; false where that isn't known. */
  isSignedOut?: () => boolean;
  /** Called when somebody has signed in here, with the way they took. */
  noteSignIn: (source: SessionSource) => void;
  navigate?: (url: string) => void;
};

/** Joins the two ways to be signed in, and keeps in step with the other tabs. */
export function createSessionStore(parts: Parts): SessionStore {
  const { workos, emailSession, tabs, origin } = parts;
  const { navigate = (url: string) => window.location.assign(url) } = parts;
  const listeners = new Set<() => void>();
  let machine: SessionMachine = buildInitialMachine(workos.getState(), emailSession.getState());
  let state = selectSessionState(machine);
  let isFinishingSignIn = parts.isFinishingSignIn;
  let exchangeFailure: ExchangeFailure | null = null;
  let awaitsWorkosSession = false;
  let hasSignedIn = false;
  let organizationElsewhere: string | null = null;
  let droppedOrganization: string | null = null;

  const notify = () => {
    for (const listener of listeners) listener();
  };

  const dispatch = (event: SessionEvent) => {
    machine = reduceSession(machine, event);
    droppedOrganization =
      workos.takeDroppedOrganization() ?? emailSession.takeDroppedOrganization() ?? droppedOrganization;
    const next = selectSessionState(machine);
    if (isSameState(state, next)) return;
    state = next;
    const standing = findStanding();
    if (standing === null || standing.organizationId === organizationElsewhere) organizationElsewhere = null;
    if (standing === null || standing.organizationId === droppedOrganization) droppedOrganization = null;
    notify();
  };

  /** Otherwise the person of a session that the function refused and keeps could take the place of the one who signed in since. */
  const endRefusedEmailSession = () => {
    const email = emailSession.getState();
    const isRefused = email.kind === "signedOut" && email.refusal !== null;
    if (isRefused && hasSignedIn && workos.getState().kind === "active") void emailSession.signOut();
  };

  workos.subscribe(() => {
    const next = workos.getState();
    if (next.kind === "signedOut" && next.exchangeFailure !== null) exchangeFailure = next.exchangeFailure;
    dispatch({ type: "workosChanged", workos: next });
    if (!isFinishingSignIn || next.kind !== "active") return;
    isFinishingSignIn = false;
    hasSignedIn = true;
    parts.noteSignIn("workos");
    tabs.tellOthers({ type: "signedIn", source: "workos" });
    endRefusedEmailSession();
  });
  emailSession.subscribe(() => {
    dispatch({ type: "emailChanged", email: emailSession.getState() });
    // Once the refusal is fully dealt with there.
    queueMicrotask(endRefusedEmailSession);
  });

  const lookForWorkosSession = () => {
    if (state.kind === "signedOut") workos.reconnect();
  };

  const follow = (message: TabMessage) => {
    awaitsWorkosSession = false;
    switch (message.type) {
      case "signedOut":
        dispatch({ type: "signedOut", by: "other-tab" });
        emailSession.forget();
        workos.forget();
        return;
      case "signedIn":
        if (state.kind !== "signedOut") return;
        dispatch({ type: "signInBegun" });
        if (message.source === "email-code") emailSession.join();
        else {
          awaitsWorkosSession = true;
          lookForWorkosSession();
        }
        return;
      case "organizationSwitched":
        // Said and not followed: a page that the person is at work on is not to change under their hands.
        if (state.kind !== "active") return;
        organizationElsewhere =
          state.session.organizationId === message.organizationId ? null : message.organizationId;
        notify();
        return;
    }
    message satisfies never;
  };
  tabs.listen(follow);
  // Between processes the message can be faster than what was written to localStorage; then the entry brings the news.
  globalThis.addEventListener("storage", ({ key, newValue }) => {
    if (!awaitsWorkosSession || newValue === null) return;
    if (isSessionMarkerKey(key) || (key === signOutMarkKey && isLifted(newValue))) lookForWorkosSession();
  });

  // Back has brought the page out of the browser's cache, where it heard neither of a sign-out nor of another person's sign-in.
  globalThis.addEventListener("pageshow", ({ persisted }) => {
    if (!persisted || findStanding() === null) return;
    if (parts.isSignedOut?.() === true) follow({ type: "signedOut" });
    else void getAccessToken({ forceRefresh: true }).catch(() => undefined);
  });

  const switchHere = async (options: { organizationId: string; signInOpts?: SignInUrlOptions }) => {
    if (findStanding()?.source === "email-code")
      await emailSession.switchToOrganization(options.organizationId);
    else await workos.switchToOrganization(options);
  };

  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };

  const findExpiredSession = () => (state.kind === "signedOut" ? state.expiredSession : null);

  const untilReauthenticationEnds = () =>
    new Promise<void>((resolve) => {
      const stop = subscribe(() => {
        if (findExpiredSession() !== null) return;
        stop();
        resolve();
      });
    });

  /** A token through AuthKit; null when the asking, here or at the function, has ended the session under the open page. */
  const askWorkos = async (options: { forceRefresh?: boolean } | undefined): Promise<string | null> => {
    if (findExpiredSession() !== null) return null;
    if (!workos.isConfigured) throw new LoginRequiredError();
    try {
      return await workos.getAccessToken(options);
    } catch (error) {
      if (error instanceof LoginRequiredError && findExpiredSession() !== null) return null;
      throw error;
    }
  };

  const getAccessToken = async (options?: { forceRefresh?: boolean }): Promise<string> => {
    const expiredUserId = findExpiredSession()?.user.id;
    if (expiredUserId !== undefined) await untilReauthenticationEnds();
    if (state.kind === "signedOut") throw new LoginRequiredError();
    // The request was begun in another person's name.
    if (expiredUserId !== undefined && findStanding()?.user.id !== expiredUserId)
      throw new LoginRequiredError();
    const isOfWorkos = findStanding()?.source === "workos";
    const ofEmail = isOfWorkos ? null : await emailSession.getAccessToken(options);
    const token = ofEmail ?? (await askWorkos(options));
    // Without one, the refusal to this very refresh has ended the session: the request waits like those that come after it.
    return token ?? getAccessToken();
  };

  /** Where the logout's page never comes, WorkOS hasn't heard; where this page was kept for Back, it is long done. */
  function awaitDeparture() {
    const timer = setTimeout(() => {
      dispatch({ type: "issuerNotTold" });
      dispatch({ type: "stayed" });
    }, workosTimeoutMs);
    const comeBack = ({ persisted }: PageTransitionEvent) => {
      if (!persisted) return;
      clearTimeout(timer);
      globalThis.removeEventListener("pageshow", comeBack);
      dispatch({ type: "stayed" });
    };
    globalThis.addEventListener("pageshow", comeBack);
  }

  function findStanding() {
    return state.kind === "active" || state.kind === "unreachable" ? state.session : null;
  }

  return {
    getState: () => state,
    subscribe,
    isWorkosConfigured: workos.isConfigured,
    callbackState: parts.callbackState,
    getExchangeFailure: () => exchangeFailure,
    checkWorkosReachability: workos.checkReachability,
    getSignInUrl: workos.getSignInUrl,
    getAccessToken,
    async switchToOrganization(options) {
      await switchHere(options);
      if (state.kind === "active" && state.session.organizationId === options.organizationId)
        tabs.tellOthers({ type: "organizationSwitched", organizationId: options.organizationId });
    },
    async signOut(options = {}) {
      recordStep("sign_out");
      const restingPlace = origin + paths.signedOut;
      const mayLeave = options.navigate !== false;
      const email = emailSession.getState();
      const wasEmailSession = email.kind !== "signedOut";
      // The function keeps the cookie of a session that it refuses, which could come back once the requirement is met.
      const isEmailSessionKept = wasEmailSession || email.refusal !== null;
      const mayLeaveOrigin = wasEmailSession || findStanding() !== null;
      const returnTo = chooseSignOutTarget(options.returnTo, origin, mayLeaveOrigin) ?? restingPlace;
      const wasWorkosSession = findStanding()?.source === "workos";
      dispatch({ type: "signedOut", by: "person", isLeaving: mayLeave && wasWorkosSession });
      const ended = workos.signOut({ returnTo, mayLeave: mayLeave && !wasEmailSession });
      tabs.tellOthers({ type: "signedOut" });
      const isFunctionTold = isEmailSessionKept ? (await emailSession.signOut()).isTold : true;
      const { isLeaving, isTold } = await ended;
      if (!isFunctionTold || !isTold) dispatch({ type: "issuerNotTold" });
      if (isLeaving) awaitDeparture();
      else dispatch({ type: "stayed" });
      if (options.returnTo !== undefined && mayLeave && !isLeaving) navigate(returnTo);
    },
    adoptEmailSession(answer) {
      dispatch({ type: "signInBegun" });
      emailSession.adopt(answer);
      parts.noteSignIn("email-code");
      tabs.tellOthers({ type: "signedIn", source: "email-code" });
    },
    retry() {
      emailSession.retry();
      workos.retry();
    },
    dismissExpiredSession: () => dispatch({ type: "expiredSessionDismissed" }),
    getOrganizationElsewhere: () => organizationElsewhere,
    stayInOrganization() {
      organizationElsewhere = null;
      notify();
    },
    getDroppedOrganization: () => droppedOrganization,
    dismissDroppedOrganization() {
      droppedOrganization = null;
      notify();
    },
  };
}

/**
 * Where a sign-out leads, or null where that may not be followed: a script's URL never, and another origin only with a session to
 * end, as in the SDK: a link would otherwise lead anybody anywhere (open redirect).
 */
function chooseSignOutTarget(
  returnTo: string | undefined,
  origin: string,
  mayLeaveOrigin: boolean,
): string | null {
  if (returnTo === undefined || !URL.canParse(returnTo, origin)) return null;
  const url = new URL(returnTo, origin);
  if (url.protocol !== "https:" && url.protocol !== "http:") return null;
  return mayLeaveOrigin || url.origin === origin ? url.href : null;
}

/** Spares React a render where a change below left nothing to see. */
function isSameState(a: SessionState, b: SessionState): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
