import { trimInvisible } from "../contract/trim-invisible.ts";
import { type ReturnTo } from "../contract/return-to.ts";
import { getRunningSession } from "../session/running-session.ts";
import { waysIn } from "../sign-in/ways-in.ts";
import { type ParsedAuthorizationParams, parseAuthorizationParams } from "./authorization-params.ts";
import { resolveRedirectTo } from "./redirect-to.ts";
import { type SignInAuthorizationParams, type SignInOptions } from "./sign-in-options.ts";
import { buildSignInPagePath } from "./sign-in-page-path.ts";
import { type SignInProvider } from "./sign-in-provider.ts";
import { buildFailure, buildFunctionFailure, buildSuccess, type SignInResponse } from "./sign-in-response.ts";
import { redirectToAuthkit, signInInNewTab } from "./sign-in-with-workos.ts";
import { untilSignedIn } from "./until-signed-in.ts";

/**
 * Signs in, like the Auth.js client's function of this name. Without `redirect: false` it navigates: to WorkOS, to the sign-in page's
 * next step, or, once a code was correct, to `redirectTo`. Without a provider, and if the provider fails, it navigates to the sign-in
 * page.
 *
 * With `redirect: false` it stays on the page and resolves to the result: `workos` opens a new tab and waits for the session;
 * `email-code` with an `email` resolves when the code was requested, and with a `code` when the session is there. `email-link` does the
 * same for deployments whose mails contain a link; its `code` is the pairing code that the link shows on another device. The folders of
 * `src/sign-in` describe the other ways.
 *
 * Expected failures are in the response; nothing is thrown for them.
 *
 * @param provider which way to use; without one, the person chooses on the sign-in page
 * @param authorizationParams parameters for WorkOS (`login_hint`, `organization_id`, `prompt`, …), without those that protect the sign-in
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
  const typedEmail = given.email ?? params.options.loginHint;
  const email = typedEmail === undefined ? undefined : trimInvisible(typedEmail);

  if (provider === "workos") {
    const request = { redirectTo, params };
    return staysHere ? signInInNewTab(store, request, given.signal) : redirectToAuthkit(store, request);
  }
  const openPage = () => openSignInPage(redirectTo, params, email);
  // Code without types can name any provider; the Auth.js client opens the sign-in page for an unknown one.
  const way = waysIn.find(({ name }) => name === provider);
  if (way === undefined)
    return staysHere
      ? buildFailure(provider === undefined ? "provider_missing" : "provider_not_available")
      : openPage();
  const result = await way.signIn({
    email,
    oneTimeCode: given.code,
    redirectTo,
    opensSignInPage: !staysHere,
  });
  if (!result.ok) {
    const { failure } = result;
    if (!staysHere) return openPage();
    return typeof failure === "string" ? buildFailure(failure) : buildFunctionFailure(failure);
  }
  if (result.session === null) return staysHere ? buildSuccess(redirectTo) : openPage();
  const landingPath = resolveRedirectTo(askedFor ?? result.session.returnTo ?? undefined);
  store.adoptEmailSession(result.session);
  await untilSignedIn(store);
  return staysHere ? buildSuccess(landingPath) : window.location.assign(landingPath);
}

function openSignInPage(
  redirectTo: ReturnTo,
  { options }: ParsedAuthorizationParams,
  email: string | undefined,
): void {
  const hinted = email === undefined ? options : { ...options, loginHint: email };
  window.location.assign(buildSignInPagePath(redirectTo, hinted));
}
