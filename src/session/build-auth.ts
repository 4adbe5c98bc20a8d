import { readCurrentPath } from "../config/current-path.ts";
import { buildSignInPath } from "../config/sign-in-path.ts";
import { parseReturnTo } from "../contract/return-to.ts";
import { type AuthorizationOptions } from "../workos/authorization-options.ts";
import { noIdentity, selectIdentity } from "../workos/identity.ts";
import { type Auth } from "./auth.ts";
import { type Session, type SessionState } from "./session-state.ts";
import { type SessionStore } from "./session-store.ts";

const signUpScreen = { screenHint: "sign-up" } as const;

/** The hook's value for a state of the store. */
export function buildAuth(
  store: SessionStore,
  session: SessionState,
  organizationElsewhere: string | null,
  droppedOrganization: string | null = null,
): Auth {
  const known = findKnownSession(session);
  const leave = async (options: ReturnType<typeof parseOptions>) =>
    window.location.assign(
      store.isWorkosConfigured ? await store.getSignInUrl(options) : buildSignInPath(options.returnTo),
    );
  return {
    ...(known === null ? noIdentity : selectIdentity(known)),
    session,
    isLoading: session.kind === "restoring",
    user: known?.user ?? null,
    getUser: () => findKnownSession(store.getState())?.user ?? null,
    signIn: (options) => leave(parseOptions(fromHere(options))),
    signUp: (options) => leave(parseOptions({ ...signUpScreen, ...fromHere(options) })),
    getSignInUrl: (options) => store.getSignInUrl(parseOptions(fromHere(options))),
    getSignUpUrl: (options) => store.getSignInUrl(parseOptions({ ...signUpScreen, ...fromHere(options) })),
    getAccessToken: (options) => store.getAccessToken(options),
    switchToOrganization: ({ organizationId, signInOpts = {} }) =>
      store.switchToOrganization({ organizationId, signInOpts: parseOptions(signInOpts) }),
    signOut: (options) => store.signOut(options),
    callbackState: store.callbackState,
    isWorkosConfigured: store.isWorkosConfigured,
    checkWorkosReachability: store.checkWorkosReachability,
    exchangeFailure: store.getExchangeFailure(),
    adoptEmailSession: store.adoptEmailSession,
    retrySession: () => store.retry(),
    dismissExpiredSession: () => store.dismissExpiredSession(),
    organizationElsewhere,
    droppedOrganization,
    stayInOrganization: store.stayInOrganization,
    dismissDroppedOrganization: store.dismissDroppedOrganization,
  };
}

/** The person whose page is on the screen, also while the issuer can't be asked or has just ended the session. */
function findKnownSession(state: SessionState): Session | null {
  switch (state.kind) {
    case "restoring":
      return null;
    case "signedOut":
      return state.expiredSession;
    case "active":
    case "unreachable":
      return state.session;
  }
  state satisfies never;
}

/** By default a sign-in comes back to the page that it was called from. */
function fromHere(options: AuthorizationOptions = {}): AuthorizationOptions {
  return { ...options, returnTo: options.returnTo ?? readCurrentPath() };
}

function parseOptions({ returnTo, ...options }: AuthorizationOptions) {
  return { ...options, returnTo: parseReturnTo(returnTo, window.location.origin) };
}
