import { type SessionAnswer } from "../contract/session.ts";
import { type User } from "../workos/authkit-types.ts";
import { type AuthorizationOptions } from "../workos/authorization-options.ts";
import { type Identity } from "../workos/identity.ts";
import { type CheckReachability } from "../workos/reachability.ts";
import { type ExchangeFailure } from "../workos/request-guard.ts";
import { type SessionState } from "./session-state.ts";

/**
 * What `useAuth()` gives: every name of authkit-react's hook with the same meaning, whichever way the person signed in, and
 * `session` beside them.
 */
export type Auth = Identity & {
  isLoading: boolean;
  user: User | null;
  /** Leaves for WorkOS's sign-in page; comes back to `returnTo`, else to the page it was called from. */
  signIn: (options?: AuthorizationOptions) => Promise<void>;
  /** Leaves for WorkOS's sign-up page. */
  signUp: (options?: AuthorizationOptions) => Promise<void>;
  /** Ends the session here, at its issuer and in the other tabs; lands on `/signed-out`. */
  signOut: (options?: { returnTo?: string; navigate?: boolean }) => Promise<void>;
  /**
   * A valid access token, refreshed if need be. Waits while the session has ended under the open page, until the person has
   * signed in again or left it.
   * @throws LoginRequiredError when nobody is signed in; SessionUnreachableError while the issuer can't be reached
   */
  getAccessToken: (options?: { forceRefresh?: boolean }) => Promise<string>;
  getUser: () => User | null;
  switchToOrganization: (options: {
    organizationId: string;
    signInOpts?: AuthorizationOptions;
  }) => Promise<void>;
  getSignInUrl: (options?: AuthorizationOptions) => Promise<string>;
  getSignUpUrl: (options?: AuthorizationOptions) => Promise<string>;

  /** What is known about the session, as a union to switch over. */
  session: SessionState;
  /** The `state` that was given to the sign-in which this page load finished; undefined where there was none. */
  callbackState: unknown;
  /** Whether this build can send people to WorkOS at all. */
  isWorkosConfigured: boolean;
  /** Whether WorkOS can be reached; answers within a second. */
  checkWorkosReachability: CheckReachability;
  /** Why the authorization code of this page load gave no session; null when it did, or when there was none. */
  exchangeFailure: ExchangeFailure | null;
  /** Takes the session that a verified e-mail code has given. */
  adoptEmailSession: (answer: SessionAnswer) => void;
  /** Asks an unreachable issuer again, now. */
  retrySession: () => void;
  /** Stops offering to sign in again, and closes the page of the expired session. */
  dismissExpiredSession: () => void;
  /** The organization that the person has opened in another tab meanwhile; null when it is this tab's too. */
  organizationElsewhere: string | null;
  /** Leaves the other tab's organization to the other tab. */
  stayInOrganization: () => void;
  /** The organization of this tab that the person isn't in any more; null when there is none, or after it was dismissed. */
  droppedOrganization: string | null;
  dismissDroppedOrganization: () => void;
};
