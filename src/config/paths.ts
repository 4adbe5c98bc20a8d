import { requireReturnTo } from "../contract/return-to.ts";

/** Every path of the app. Links, guards and the router read it here, so that a path has one home. */
export const paths = {
  home: "/",
  signIn: "/sign-in",
  /** The "Sign-in URL" registered at WorkOS. */
  login: "/login",
  workosCallback: "/auth/workos/callback",
  /** Where a mailed link leads; its secret stands in the fragment. */
  emailLink: "/auth/email-link",
  /** Where WorkOS's Magic Link redirects to, where it is switched on. */
  magicLinkCallback: "/auth/magic-link/callback",
  signedOut: "/signed-out",
  /** Where a tab ends in which somebody signed in for a page in another tab. */
  signedIn: "/signed-in",
  forbidden: "/403",
  dashboard: "/dashboard",
  members: "/members",
  account: "/account",
  /** Where the mail of an invitation leads; takes `invitation_token`. */
  acceptInvitation: "/invitations/accept",
} as const;

/** Where people land when they asked for no page in particular. */
export const defaultReturnTo = requireReturnTo(paths.dashboard);
