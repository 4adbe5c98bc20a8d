import { type User } from "./authkit-types.ts";
import { type Identity } from "./identity.ts";

/** Options of a sign-in through WorkOS; a superset of authkit-js's. */
export type AuthorizationOptions = {
  organizationId?: string;
  loginHint?: string;
  invitationToken?: string;
  passwordResetToken?: string;
  /** @deprecated WorkOS no longer needs it. */
  context?: string;
  /** Handed back to `onSignedIn` after the callback. */
  state?: unknown;
  /** `login` asks for credentials even when WorkOS remembers the person (OpenID Connect Core, section 3.1.2.1). */
  prompt?: "login" | "consent" | "none" | "select_account";
  /** Path of this app to land on; anything else becomes the default page. */
  returnTo?: string;
};

/** WorkOS as the rest of the app sees it, whether it is configured or not. */
export type WorkosClient = Identity & {
  isConfigured: boolean;
  /** True until the SDK knows whether there is a session, and can be asked for a token. */
  isLoading: boolean;
  user: User | null;
  /** True when the SDK holds a session without a user: it could not ask, or hasn't noticed yet that the session is dead. */
  hasUnansweredSession: boolean;
  /** Set while WorkOS doesn't answer for the session: when the SDK asks again, in milliseconds since the epoch. */
  retryAtMs: number | null;
  /** True once WorkOS has refused to go on with a session that stood here before. */
  hasEnded: boolean;
  buildSignInUrl: (options?: AuthorizationOptions) => Promise<string>;
  buildSignUpUrl: (options?: AuthorizationOptions) => Promise<string>;
  getAccessToken: (options?: { forceRefresh?: boolean }) => Promise<string>;
  switchToOrganization: (options: {
    organizationId: string;
    signInOpts?: AuthorizationOptions;
  }) => Promise<void>;
  /** Leaves for WorkOS's logout, which ends the session and comes back to `returnTo`; false when there was none to end. */
  leaveForLogout: (returnTo: string) => boolean;
  /** Drops what this tab holds of the session, without leaving the page; `returnTo` is a registered sign-out redirect. */
  forget: (returnTo: string) => Promise<void>;
  /** Looks for a session anew, as after a page load. */
  reconnect: () => void;
};
