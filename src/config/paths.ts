import { basePath } from "../contract/base-path.ts";
import { doctorPath } from "../contract/doctor/link.ts";
import {
  accountPath,
  dashboardPath,
  loginPath,
  membersPath,
  signedOutPath,
  signInPath,
  workosCallbackPath,
} from "../contract/html-pages.ts";
import { requireReturnTo } from "../contract/return-to.ts";

/** The path of every page, except the callbacks of the ways in `src/sign-in/ways-in.ts`. */
export const paths = {
  home: `${basePath}/`,
  signIn: signInPath,
  /** The "Sign-in URL" registered at WorkOS. */
  login: loginPath,
  workosCallback: workosCallbackPath,
  signedOut: signedOutPath,
  /** The last page of a tab that was opened to sign in for a page in another tab. */
  signedIn: `${basePath}/signed-in`,
  forbidden: `${basePath}/403`,
  dashboard: dashboardPath,
  members: membersPath,
  account: accountPath,
  doctor: basePath + doctorPath,
  /** The link in the mail of an invitation; takes `invitation_token`. */
  acceptInvitation: `${basePath}/invitations/accept`,
} as const;

/** The page after a sign-in that was not started from a particular page. */
export const defaultReturnTo = requireReturnTo(dashboardPath);
