import { type WorkosConfig } from "../config/workos-config.ts";
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
 * The authorization URL that the SDK would build, for the early script, which can't wait for the SDK. Parameters that it doesn't need
 * are missing.
 */
export function buildAuthorizationUrl(
  config: WorkosConfig,
  options: Pick<
    SignInUrlOptions,
    "loginHint" | "organizationId" | "invitationToken" | "prompt" | "screenHint"
  >,
  { nonce, codeChallenge }: { nonce: string; codeChallenge: string },
): string {
  const url = new URL("/user_management/authorize", config.apiOrigin);
  // Sorted, as the SDK has them; what it doesn't know comes last.
  const parameters = {
    client_id: config.clientId,
    code_challenge: codeChallenge,
    code_challenge_method: "S256",
    invitation_token: options.invitationToken,
    login_hint: options.loginHint,
    organization_id: options.organizationId,
    provider: "authkit",
    redirect_uri: config.redirectUri,
    response_type: "code",
    state: JSON.stringify(nonce),
    prompt: options.prompt,
    screen_hint: options.screenHint,
  };
  for (const [name, value] of Object.entries(parameters)) if (value) url.searchParams.set(name, value);
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
