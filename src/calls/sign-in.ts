import { type ReturnTo } from "../contract/return-to.ts";
import { getRunningSession } from "../session/running-session.ts";
import { type ParsedAuthorizationParams, parseAuthorizationParams } from "./authorization-params.ts";
import { resolveRedirectTo } from "./redirect-to.ts";
import { type SignInAuthorizationParams, type SignInOptions } from "./sign-in-options.ts";
import { buildSignInPagePath } from "./sign-in-page-path.ts";
import { type SignInProvider } from "./sign-in-provider.ts";
import { buildFailure, type SignInResponse } from "./sign-in-response.ts";
import { askForEmailCode, verifyEmailCode } from "./sign-in-with-email-code.ts";
import { askForMagicLink } from "./sign-in-with-magic-link.ts";
import { leaveForWorkos, signInInNewTab } from "./sign-in-with-workos.ts";

/**
 * Signs somebody in, as the Auth.js client's call of this name. Without `redirect: false` it leaves the page: for WorkOS, for the
 * sign-in page's code step, or, once a code was right, for `redirectTo`. Without a provider, and with one that can't go on, it
 * leaves for the sign-in page.
 *
 * With `redirect: false` the page stays and the call resolves: `workos` opens a new tab and waits until the session stands here;
 * `email-code` with an `email` resolves when the code is on its way, and with a `code` when the session stands. `email-link` is the
 * same for deployments whose mails hold a link; its `code` is what the link shows on another device. `magic-link` resolves when WorkOS's
 * link has been asked for, where that is switched on.
 *
 * Nothing that can go wrong on the way is thrown; it is in the response.
 *
 * @param provider which way in; none: the person chooses on the sign-in page
 * @param authorizationParams parameters for WorkOS (`login_hint`, `organization_id`, `prompt`, …); those that the sign-in's
 * safety stands on are left out
 */
export function signIn(
  provider?: SignInProvider,
  options?: SignInOptions | null,
  authorizationParams?: SignInAuthorizationParams,
): Promise<void>;
export function signIn(
  provider: SignInProvider | undefined,
  options: SignInOptions<false>,
  authorizationParams?: SignInAuthorizationParams,
): Promise<SignInResponse>;
export async function signIn(
  provider?: SignInProvider,
  options?: SignInOptions<boolean> | null,
  authorizationParams?: SignInAuthorizationParams,
): Promise<SignInResponse | void> {
  const store = getRunningSession();
  const given: SignInOptions<boolean> = options ?? {};
  const staysHere = given.redirect === false;
  const askedFor = given.redirectTo ?? given.callbackUrl;
  const redirectTo = resolveRedirectTo(askedFor);
  const params = parseAuthorizationParams(authorizationParams);
  const email = (given.email ?? params.options.loginHint)?.trim();

  switch (provider) {
    case "workos": {
      const request = { redirectTo, params };
      return staysHere ? signInInNewTab(store, request, given.signal) : leaveForWorkos(store, request);
    }
    case "email-code":
    case "email-link": {
      if (given.code === undefined) {
        const response = await askForEmailCode(email, redirectTo, {
          leavesForCodeStep: !staysHere,
          needsLink: provider === "email-link",
        });
        return staysHere ? response : leaveForSignInPage(redirectTo, params, email);
      }
      const response = await verifyEmailCode(store, given.code, askedFor);
      if (staysHere) return response;
      return response.url === null
        ? leaveForSignInPage(redirectTo, params, email)
        : window.location.assign(response.url);
    }
    case "magic-link": {
      const response = await askForMagicLink(email, redirectTo, !staysHere);
      return staysHere ? response : leaveForSignInPage(redirectTo, params, email);
    }
    case undefined:
      return staysHere ? buildFailure("provider_missing") : leaveForSignInPage(redirectTo, params, email);
  }
  provider satisfies never;
  // Code without types can name any provider; the Auth.js client takes an unknown one to the sign-in page, too.
  return staysHere ? buildFailure("provider_not_available") : leaveForSignInPage(redirectTo, params, email);
}

function leaveForSignInPage(
  redirectTo: ReturnTo,
  { options }: ParsedAuthorizationParams,
  email: string | undefined,
): void {
  const hinted = email === undefined ? options : { ...options, loginHint: email };
  window.location.assign(buildSignInPagePath(redirectTo, hinted));
}
