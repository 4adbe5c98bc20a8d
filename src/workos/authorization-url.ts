import { type SignInUrlOptions } from "./authorization-options.ts";

/** The options that authkit-js understands; `state` is replaced by the nonce. */
export function selectSdkOptions(options: SignInUrlOptions, nonce: string) {
  const { organizationId, loginHint, invitationToken, passwordResetToken, context } = options;
  return {
    state: nonce,
    ...(organizationId !== undefined && { organizationId }),
    ...(loginHint !== undefined && { loginHint }),
    ...(invitationToken !== undefined && { invitationToken }),
    ...(passwordResetToken !== undefined && { passwordResetToken }),
    ...(context !== undefined && { context }),
  };
}

/**
 * The SDK's authorization URL with the parameters that the API takes and the SDK doesn't know.
 * @see https://workos.com/docs/reference/authkit/authentication/get-authorization-url
 */
export function addAuthorizationParameters(sdkUrl: string, options: SignInUrlOptions): string {
  const url = new URL(sdkUrl);
  if (options.prompt !== undefined) url.searchParams.set("prompt", options.prompt);
  if (options.redirectUri !== undefined) url.searchParams.set("redirect_uri", options.redirectUri);
  if (options.screenHint !== undefined) url.searchParams.set("screen_hint", options.screenHint);
  return url.href;
}

/**
 * The redirect URI as an absolute URL.
 * @throws TypeError when it isn't on the given origin: the code verifier stays in this origin's sessionStorage, so no other
 * origin could finish the sign-in
 */
export function resolveRedirectUri(redirectUri: string, origin: string): string {
  const url = new URL(redirectUri, origin);
  if (url.origin !== origin) throw new TypeError(`redirectUri must be on ${origin}, but is ${url.href}`);
  return url.href;
}
