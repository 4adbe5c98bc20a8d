import { type BrowserStorage } from "../config/browser-storage.ts";
import { type WorkosConfig } from "../config/workos-config.ts";
import { type ReturnTo } from "../contract/return-to.ts";
import { type SignInUrlOptions } from "../workos/authorization-options.ts";
import { writeAuthorization } from "../workos/authorization-entries.ts";
import { buildAuthorizationUrl } from "../workos/authorization-url.ts";
import { buildCodeChallenge, createCodeVerifier } from "../workos/code-verifier.ts";
import { codeVerifierKey } from "../workos/session-marker.ts";

export type EarlyOptions = Pick<
  SignInUrlOptions,
  "loginHint" | "organizationId" | "invitationToken" | "prompt" | "screenHint"
> & { returnTo: ReturnTo };

/**
 * The authorization URL of a sign-in that this tab remembers, as `createSignInUrls` builds it with the SDK: the callback finds the
 * pending authorization, and the SDK its code verifier.
 */
export async function prepareRedirect(
  config: WorkosConfig,
  storages: { ownTab: Pick<BrowserStorage, "write">; shared: Pick<BrowserStorage, "write"> },
  options: EarlyOptions,
): Promise<string> {
  const codeVerifier = createCodeVerifier();
  const codeChallenge = await buildCodeChallenge(codeVerifier);
  const { returnTo } = options;
  const nonce = writeAuthorization(
    storages,
    { returnTo, clientState: undefined, redirectUri: null, codeVerifier },
    Date.now(),
  );
  storages.ownTab.write(codeVerifierKey, codeVerifier);
  return buildAuthorizationUrl(config, options, { nonce, codeChallenge });
}
