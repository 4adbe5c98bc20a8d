import { type BrowserStorage } from "../config/browser-storage.ts";
import { recordStep } from "../config/flight-recorder.ts";
import { type WorkosConfig } from "../config/workos-config.ts";
import { type AuthKitClient } from "./authkit-handle.ts";
import { type SignInUrlOptions } from "./authorization-options.ts";
import { addAuthorizationParameters, resolveRedirectUri, selectSdkOptions } from "./authorization-url.ts";
import { InsecurePageError, isPageInsecure } from "./insecure-page.ts";
import { type PendingAuthorizations } from "./pending-authorization.ts";
import { codeVerifierKey } from "./session-marker.ts";
import { StorageBlockedError } from "./storage-blocked-error.ts";

type Parts = {
  config: WorkosConfig;
  /** The app's own origin. */
  origin: string;
  getClient: () => Promise<AuthKitClient>;
  pendingAuthorizations: PendingAuthorizations;
  sessionStorage: BrowserStorage;
  /** False where the browser keeps no sessionStorage for this site: the code verifier would be lost on the way. */
  canReturnFromWorkos: boolean;
};

export type SignInUrls = ReturnType<typeof createSignInUrls>;

/** Authorization URLs, each with a nonce and a code verifier of its own (RFC 7636, section 4.1) that this tab remembers. */
export function createSignInUrls(parts: Parts) {
  const { config, origin, getClient, pendingAuthorizations } = parts;
  let last: Promise<unknown> = Promise.resolve();

  const remember = (options: SignInUrlOptions): string =>
    pendingAuthorizations.remember({
      returnTo: options.returnTo ?? null,
      clientState: options.state,
      redirectUri: options.redirectUri ?? null,
    });

  const build = async (given: SignInUrlOptions): Promise<string> => {
    if (isPageInsecure()) throw new InsecurePageError();
    if (!parts.canReturnFromWorkos) throw new StorageBlockedError();
    const redirectUri =
      given.redirectUri === undefined ? config.redirectUri : resolveRedirectUri(given.redirectUri, origin);
    const options = given.redirectUri === undefined ? given : { ...given, redirectUri };
    const client = await getClient();
    const nonce = remember(options);
    const sdkOptions = selectSdkOptions(options, nonce);
    const url =
      options.screenHint === "sign-up"
        ? await client.getSignUpUrl(sdkOptions)
        : await client.getSignInUrl(sdkOptions);
    // The SDK keeps one verifier for all its URLs; kept with the nonce, each URL finds its own again.
    const codeVerifier = parts.sessionStorage.read(codeVerifierKey);
    if (codeVerifier !== null) pendingAuthorizations.attachCodeVerifier(nonce, codeVerifier);
    recordStep("redirect");
    return addAuthorizationParameters(url, { ...options, redirectUri });
  };

  return {
    /** One after the other, so that no URL reads another's verifier. */
    getSignInUrl: (options: SignInUrlOptions = {}): Promise<string> => {
      const url = last.then(() => build(options));
      last = url.catch(() => undefined);
      return url;
    },
    /** The SDK's options for a sign-in that the SDK itself may begin, with the nonce under which this tab remembers it. */
    buildSdkOptions: (options: SignInUrlOptions) => selectSdkOptions(options, remember(options)),
  };
}
