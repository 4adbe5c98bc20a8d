import { paths } from "../config/paths.ts";
import { type AuthorizationOptions } from "../workos/authorization-options.ts";
import { noIdentity, selectIdentity } from "../workos/identity.ts";
import { type Auth } from "./auth.ts";
import { type Session, type SessionState } from "./session-state.ts";
import { type SessionStore } from "./session-store.ts";

/** The hook's value for a state of the store. */
export function buildAuth(
  store: SessionStore,
  session: SessionState,
  organizationElsewhere: string | null,
): Auth {
  const known = findKnownSession(session);
  const startAt = async (
    buildUrl: (options: AuthorizationOptions) => Promise<string>,
    options?: AuthorizationOptions,
  ) => {
    const returnTo = options?.returnTo ?? currentPath();
    if (!store.isWorkosConfigured) {
      window.location.assign(`${paths.signIn}?${new URLSearchParams({ return_to: returnTo }).toString()}`);
      return;
    }
    window.location.assign(await buildUrl({ ...options, returnTo }));
  };
  return {
    ...(known === null ? noIdentity : selectIdentity(known)),
    session,
    isLoading: session.kind === "restoring",
    user: known?.user ?? null,
    getUser: () => findKnownSession(store.getState())?.user ?? null,
    signIn: (options) => startAt(store.buildSignInUrl, options),
    signUp: (options) => startAt(store.buildSignUpUrl, options),
    getSignInUrl: (options) => store.buildSignInUrl({ returnTo: currentPath(), ...options }),
    getSignUpUrl: (options) => store.buildSignUpUrl({ returnTo: currentPath(), ...options }),
    getAccessToken: (options) => store.getAccessToken(options),
    switchToOrganization: (options) => store.switchToOrganization(options),
    signOut: (options) => store.signOut(options),
    callbackState: store.callbackState,
    isWorkosConfigured: store.isWorkosConfigured,
    checkWorkosReachability: store.checkWorkosReachability,
    exchangeFailure: store.getExchangeFailure(),
    adoptEmailSession: store.adoptEmailSession,
    retrySession: () => store.retry(),
    leaveHeldPage: () => store.leaveHeldPage(),
    organizationElsewhere,
    stayInOrganization: store.stayInOrganization,
  };
}

/** The person whose page is on the screen, also while the issuer can't be asked or has just ended the session. */
function findKnownSession(state: SessionState): Session | null {
  switch (state.kind) {
    case "restoring":
      return null;
    case "signedOut":
      return state.held;
    case "active":
    case "unreachable":
      return state.session;
  }
  state satisfies never;
}

function currentPath(): string {
  const { pathname, search, hash } = window.location;
  return `${pathname}${search}${hash}`;
}
