import { basePath } from "../contract/base-path.ts";
import { doctorPath } from "../contract/doctor/link.ts";
import { requireReturnTo } from "../contract/return-to.ts";

/** The path of every page, except the callbacks of the ways in `src/sign-in/ways-in.ts`. */
export const paths = {
  home: `${basePath}/`,
  signIn: `${basePath}/sign-in`,
  /** The "Sign-in URL" registered at WorkOS. */
  login: `${basePath}/login`,
  workosCallback: `${basePath}/auth/workos/callback`,
  signedOut: `${basePath}/signed-out`,
  /** The last page of a tab that was opened to sign in for a page in another tab. */
  signedIn: `${basePath}/signed-in`,
  forbidden: `${basePath}/403`,
  dashboard: `${basePath}/dashboard`,
  members: `${basePath}/members`,
  account: `${basePath}/account`,
  doctor: basePath + doctorPath,
  /** The link in the mail of an invitation; takes `invitation_token`. */
  acceptInvitation: `${basePath}/invitations/accept`,
} as const;

/** The page after a sign-in that was not started from a particular page. */
export const defaultReturnTo = requireReturnTo(paths.dashboard);
