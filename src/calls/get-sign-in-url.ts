import { readCurrentPath } from "../config/current-path.ts";
import { parseReturnTo } from "../contract/return-to.ts";
import { getRunningSession } from "../session/running-session.ts";
import { type AuthorizationOptions } from "../workos/authorization-options.ts";
import { addOtherParams } from "./authorization-params.ts";

/** Options of `getSignInUrl`, in the names of authkit-nextjs. */
export type SignInUrlOptions = Pick<
  AuthorizationOptions,
  "organizationId" | "loginHint" | "redirectUri" | "prompt" | "state" | "returnTo"
> & {
  /**
   * Seconds since the person last gave their credentials, above which WorkOS asks again
   * (OpenID Connect Core, section 3.1.2.1).
   */
  maxAge?: number;
};

/**
 * An absolute URL of WorkOS's sign-in page, for a link or a redirect of one's own; it works once, within an hour, in this tab.
 * `returnTo` is a path of this app, by default the page that the call was made from; `state` comes back as
 * `useAuth().callbackState`.
 *
 * @throws TypeError when `redirectUri` isn't on this origin; StorageBlockedError when the browser keeps nothing for this site;
 * Error in a build that isn't configured for WorkOS
 */
export async function getSignInUrl(options: SignInUrlOptions = {}): Promise<string> {
  const { maxAge, returnTo = readCurrentPath(), ...others } = options;
  const url = await getRunningSession().getSignInUrl({
    ...others,
    returnTo: parseReturnTo(returnTo, window.location.origin),
  });
  return maxAge === undefined ? url : addOtherParams(url, [["max_age", String(maxAge)]]);
}
