import { type ReturnTo } from "../contract/return-to.ts";

/** Options of a sign-in through WorkOS; a superset of authkit-js's and of authkit-nextjs's `getSignInUrl`. */
export type AuthorizationOptions = {
  organizationId?: string;
  loginHint?: string;
  invitationToken?: string;
  passwordResetToken?: string;
  /** @deprecated WorkOS no longer needs it. */
  context?: string;
  /** Kept in this tab and given as `callbackState` after the callback; it never travels through the URL. */
  state?: unknown;
  /** `login` asks for credentials even when WorkOS remembers the person (OpenID Connect Core, section 3.1.2.1). */
  prompt?: "login" | "consent" | "none" | "select_account";
  /** Another callback than the configured one: a URL of this origin that is registered at WorkOS. */
  redirectUri?: string;
  /** Path of this app to land on; anything else becomes the default page. */
  returnTo?: string;
  screenHint?: "sign-in" | "sign-up";
};

/** The same with a parsed return path; without one the sign-in lands on the default page. */
export type SignInUrlOptions = Omit<AuthorizationOptions, "returnTo"> & { returnTo?: ReturnTo | null };
