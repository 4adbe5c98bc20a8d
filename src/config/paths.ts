import { doctorPath } from "../contract/doctor/link.ts";
import { requireReturnTo } from "../contract/return-to.ts";

/** The path of every page, except the callbacks of the ways in `src/sign-in/ways-in.ts`. */
export const paths = {
  home: "/",
  signIn: "/sign-in",
  /** The "Sign-in URL" registered at WorkOS. */
  login: "/login",
  workosCallback: "/auth/workos/callback",
  signedOut: "/signed-out",
  /** The last page of a tab that was opened to sign in for a page in another tab. */
  signedIn: "/signed-in",
  forbidden: "/403",
  dashboard: "/dashboard",
  members: "/members",
  account: "/account",
  doctor: doctorPath,
  /** The link in the mail of an invitation; takes `invitation_token`. */
  acceptInvitation: "/invitations/accept",
} as const;

/** The page after a sign-in that was not started from a particular page. */
export const defaultReturnTo = requireReturnTo(paths.dashboard);
