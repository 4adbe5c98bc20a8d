import { type ReactNode, useEffect, useMemo, useState, useSyncExternalStore } from "react";

import { paths } from "../config/paths.ts";
import { noIdentity, selectIdentity } from "../workos/identity.ts";
import { LoginRequiredError } from "../workos/login-required-error.ts";
import { type AuthorizationOptions } from "../workos/workos-client.ts";
import { useWorkos } from "../workos/workos-context.ts";
import { type Auth } from "./auth.ts";
import { AuthContext } from "./auth-context.ts";
import { combineSessions } from "./combine-sessions.ts";
import { type EmailSession } from "./email-session.ts";
import { type EmailSessionState } from "./email-session-state.ts";
import { type SignedOutReason } from "./session-state.ts";
import { type SessionTabs } from "./session-tabs.ts";
import { useOtherTabs } from "./use-other-tabs.ts";

type Props = {
  emailSession: EmailSession;
  tabs: SessionTabs;
  /** True on the page load that finishes an AuthKit sign-in: the other tabs are told once it stands. */
  isFinishingSignIn: boolean;
  children: ReactNode;
};

/** Before the browser has been asked: nothing is known yet. */
const serverState: EmailSessionState = { kind: "restoring" };

/** Gives `useAuth()` to everything below: AuthKit and the e-mail session behind one hook. */
export function SessionProvider({ emailSession, tabs, isFinishingSignIn, children }: Props) {
  const workos = useWorkos();
  const emailState = useSyncExternalStore(emailSession.subscribe, emailSession.getState, () => serverState);
  const [signedOutHere, setSignedOutHere] = useState<SignedOutReason | null>(null);

  useEffect(() => emailSession.restore(), [emailSession]);

  const session = useMemo(
    () => combineSessions(workos, emailState, signedOutHere),
    [workos, emailState, signedOutHere],
  );

  useOtherTabs({ tabs, emailSession, setSignedOutHere, isSignedOut: session.kind === "signedOut" });

  const standsThroughWorkos = session.kind === "active" && session.session.source === "workos";
  useEffect(() => {
    if (isFinishingSignIn && standsThroughWorkos) tabs.tellOthers({ type: "signedIn", source: "workos" });
  }, [isFinishingSignIn, standsThroughWorkos, tabs]);

  const auth = useMemo<Auth>(() => {
    const known = session.kind === "active" || session.kind === "unreachable" ? session.session : null;
    const startAt = async (
      buildUrl: (options: AuthorizationOptions) => Promise<string>,
      options?: AuthorizationOptions,
    ) => {
      const returnTo = options?.returnTo ?? currentPath();
      if (!workos.isConfigured) {
        window.location.assign(`${paths.signIn}?${new URLSearchParams({ return_to: returnTo }).toString()}`);
        return;
      }
      window.location.assign(await buildUrl({ ...options, returnTo }));
    };
    return {
      ...(known === null ? noIdentity : selectIdentity(known)),
      session,
      isWorkosConfigured: workos.isConfigured,
      isLoading: session.kind === "restoring",
      user: known?.user ?? null,
      getUser: () => known?.user ?? null,
      signIn: (options) => startAt(workos.buildSignInUrl, options),
      signUp: (options) => startAt(workos.buildSignUpUrl, options),
      getSignInUrl: (options) => workos.buildSignInUrl({ returnTo: currentPath(), ...options }),
      getSignUpUrl: (options) => workos.buildSignUpUrl({ returnTo: currentPath(), ...options }),
      async getAccessToken(options) {
        if (session.kind === "signedOut") throw new LoginRequiredError();
        const emailToken = await emailSession.getAccessToken(options);
        return emailToken ?? workos.getAccessToken(options);
      },
      switchToOrganization: (options) =>
        known?.source === "email-code"
          ? emailSession.switchToOrganization(options.organizationId)
          : workos.switchToOrganization(options),
      async signOut(options = {}) {
        const restingPlace = window.location.origin + paths.signedOut;
        const returnTo = options.returnTo ?? restingPlace;
        const wasEmailSession = emailSession.getState().kind !== "signedOut";
        const isLeaving = options.navigate !== false && !wasEmailSession && workos.leaveForLogout(returnTo);
        setSignedOutHere("person");
        tabs.tellOthers({ type: "signedOut" });
        if (wasEmailSession) await emailSession.signOut("person");
        if (!isLeaving) await workos.forget(restingPlace);
        if (options.returnTo !== undefined && options.navigate !== false && !isLeaving) {
          window.location.assign(options.returnTo);
        }
      },
      adoptEmailSession(answer) {
        setSignedOutHere(null);
        emailSession.adopt(answer);
        tabs.tellOthers({ type: "signedIn", source: "email-code" });
      },
      retrySession() {
        if (emailSession.getState().kind === "unreachable") {
          emailSession.getAccessToken({ forceRefresh: true }).catch(() => undefined);
        } else {
          workos.reconnect();
        }
      },
    };
  }, [session, workos, emailSession, tabs]);

  return <AuthContext value={auth}>{children}</AuthContext>;
}

function currentPath(): string {
  const { pathname, search, hash } = window.location;
  return `${pathname}${search}${hash}`;
}
