import { readCurrentPath } from "../config/current-path.ts";
import { parseReturnTo } from "../contract/return-to.ts";
import { getRunningSession } from "../session/running-session.ts";
import { type AuthorizationOptions } from "../workos/authorization-options.ts";
import { addOtherParams } from "./authorization-params.ts";

/** Options of `getSignInUrl`, with the names of authkit-nextjs. */
export type SignInUrlOptions = Pick<
  AuthorizationOptions,
  "organizationId" | "loginHint" | "redirectUri" | "prompt" | "state" | "returnTo"
> & {
  /**
   * Seconds since the last authentication, after which WorkOS asks for credentials again (OpenID Connect Core,
   * section 3.1.2.1).
   */
  maxAge?: number;
};

/**
 * An authorization URL, which works once, within an hour, in this tab. `returnTo` is a path of this app, by default the current page;
 * `state` is returned as `useAuth().callbackState`.
 *
 * @throws TypeError if `redirectUri` isn't on this origin; StorageBlockedError if the browser blocks storage for this site; InsecurePageError on plain HTTP; Error in a
 * build that isn't configured for WorkOS
 */
export async function getSignInUrl(options: SignInUrlOptions = {}): Promise<string> {
  const { maxAge, returnTo = readCurrentPath(), ...others } = options;
  const url = await getRunningSession().getSignInUrl({
    ...others,
    returnTo: parseReturnTo(returnTo, window.location.origin),
  });
  return maxAge === undefined ? url : addOtherParams(url, [["max_age", String(maxAge)]]);
}
