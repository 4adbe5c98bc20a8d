import { type AuthorizationOptions } from "./workos-client.ts";

/** The options that authkit-js understands; `state` is replaced by the nonce. */
export function selectSdkOptions(options: AuthorizationOptions, nonce: string) {
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
export function addAuthorizationParameters(sdkUrl: string, options: AuthorizationOptions): string {
  const url = new URL(sdkUrl);
  if (options.prompt !== undefined) url.searchParams.set("prompt", options.prompt);
  return url.href;
}
