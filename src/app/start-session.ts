import { createBrowserStorage } from "../config/browser-storage.ts";
import { recordStep } from "../config/flight-recorder.ts";
import { writeLastMethod } from "../config/last-method.ts";
import { paths } from "../config/paths.ts";
import { type PublicConfig } from "../config/public-config.ts";
import { recordFunctionCall } from "../config/record-function-call.ts";
import { standInForBlockedStorage } from "../config/stand-in-storage.ts";
import { observeFunctionCalls } from "../contract/function-call.ts";
import { createEmailSession } from "../session/email-session.ts";
import { setRunningSession } from "../session/running-session.ts";
import { createSessionStore, type SessionStore } from "../session/session-store.ts";
import { createSessionTabs } from "../session/session-tabs.ts";
import { type AuthorizationResponse } from "../sign-in/authkit/authorization-response.ts";
import { type AuthKitHandle, createAuthKitHandle } from "../workos/authkit-handle.ts";
import { createPendingAuthorizations } from "../workos/pending-authorization.ts";
import { createPendingLogouts } from "../workos/pending-logouts.ts";
import { createSignOutMark } from "../workos/sign-out-mark.ts";
import { unconfiguredWorkos } from "../workos/unconfigured-workos.ts";
import { createWorkosConnection } from "../workos/workos-connection.ts";
import { takeAuthorizationResponse } from "./take-authorization-response.ts";

export type StartedSession = {
  session: SessionStore;
  authorizationResponse: AuthorizationResponse;
  /** What `beginSession` mounts `AuthKitProvider` with; null in a build that isn't configured for WorkOS. */
  authkit: AuthKitHandle | null;
  /** Whether WorkOS will be asked for a session as soon as the provider is mounted. */
  asksWorkos: boolean;
};

/** Starts everything that knows of the session, before anything is rendered; called once a page load. */
export function startSession(config: PublicConfig): StartedSession {
  const canReturnFromWorkos = !standInForBlockedStorage("sessionStorage");
  standInForBlockedStorage("localStorage");
  const localStorage = createBrowserStorage("localStorage");
  const sessionStorage = createBrowserStorage("sessionStorage");
  const { origin } = config;
  observeFunctionCalls(recordFunctionCall);
  const signOutMark = createSignOutMark(localStorage);
  const pendingAuthorizations = createPendingAuthorizations({
    ownTab: sessionStorage,
    shared: localStorage,
    origin,
  });
  const authkit = config.workos === null ? null : createAuthKitHandle(config.workos);
  const workos =
    config.workos === null || authkit === null
      ? unconfiguredWorkos
      : createWorkosConnection({
          config: config.workos,
          authkit,
          pendingAuthorizations,
          pendingLogouts: createPendingLogouts(localStorage, sessionStorage),
          signOutMark,
          localStorage,
          sessionStorage,
          canReturnFromWorkos,
          signedOutUrl: origin + paths.signedOut,
        });
  const emailSession = createEmailSession({ storage: localStorage, tabStorage: sessionStorage, signOutMark });
  const authorizationResponse = takeAuthorizationResponse(config, pendingAuthorizations, workos.start);
  const isFinishingSignIn = authorizationResponse.kind === "authorized";
  const session = createSessionStore({
    workos,
    emailSession,
    tabs: createSessionTabs(localStorage),
    origin,
    isFinishingSignIn,
    isSignedOut: () => signOutMark.read().stands,
    callbackState: isFinishingSignIn ? authorizationResponse.request.clientState : undefined,
    noteSignIn: (method) => {
      recordStep("signed_in", method);
      writeLastMethod(localStorage, method);
    },
  });
  // Once it is known what became of the code, its deep link needs no second life.
  const stop = session.subscribe(() => {
    if (session.getState().kind === "restoring") return;
    pendingAuthorizations.takeFinishing();
    stop();
  });
  setRunningSession(session);
  emailSession.restore();
  return { session, authorizationResponse, authkit, asksWorkos: workos.getState().kind === "starting" };
}
