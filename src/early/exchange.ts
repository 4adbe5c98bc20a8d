import { type BrowserStorage } from "../config/browser-storage.ts";
import { type WorkosConfig } from "../config/workos-config.ts";
import { buildPathKey } from "../contract/path-key.ts";
import { authorizationPrefix, readAuthorization } from "../workos/authorization-entries.ts";
import { parseNonce } from "../workos/nonce.ts";
import { codeVerifierKey } from "../workos/session-marker.ts";
import { signOutMarkKey } from "../workos/sign-out-mark.ts";
import { type EarlyTokenRequest } from "./early-state.ts";

type Parts = {
  config: WorkosConfig;
  ownTab: Pick<BrowserStorage, "read" | "write">;
  shared: Pick<BrowserStorage, "read">;
  url: URL;
  fetch: typeof fetch;
  nowMs: number;
};

/**
 * Sends the token request of a callback (RFC 6749, section 4.1.3) before the app's script is there, as the SDK will make it, so that the
 * request guard can give the SDK the answer. Null where the app has to look at the callback first: only a code of a sign-in that this
 * tab has begun may be exchanged (login CSRF, RFC 9700, section 4.7), and only once.
 */
export function beginExchange({
  config,
  ownTab,
  shared,
  url,
  fetch,
  nowMs,
}: Parts): EarlyTokenRequest | null {
  const authorizationCode = url.searchParams.get("code");
  const nonce = parseNonce(url.searchParams.get("state"));
  if (!authorizationCode || nonce === null || url.searchParams.has("error")) return null;
  const request = readAuthorization(ownTab, authorizationPrefix + nonce, nowMs);
  if (request === null || request.isSent) return null;
  const { pathname } = new URL(request.redirectUri ?? config.redirectUri);
  if (buildPathKey(url.pathname) !== buildPathKey(pathname)) return null;
  const codeVerifier = request.codeVerifier || ownTab.read(codeVerifierKey);
  if (!codeVerifier) return null;

  // A page load in between must not send the code again. Throws where the browser keeps nothing, and then nothing is sent.
  ownTab.write(authorizationPrefix + nonce, JSON.stringify({ ...request, isSent: true }));
  const tokenUrl = `${config.apiOrigin}/user_management/authenticate`;
  const keepsTokenHere = url.hostname === "localhost" || url.hostname === "127.0.0.1";
  const init = {
    method: "POST",
    ...(!keepsTokenHere && { credentials: "include" as const }),
    headers: { Accept: "application/json, text/plain, */*", "Content-Type": "application/json" },
    body: JSON.stringify({
      code: authorizationCode,
      client_id: config.clientId,
      grant_type: "authorization_code",
      code_verifier: codeVerifier,
    }),
  };
  const aborting = new AbortController();
  const response = fetch(tokenUrl, { ...init, signal: aborting.signal });
  // The app sees the failure when it takes the answer.
  response.catch(() => undefined);
  return {
    url: tokenUrl,
    init,
    response,
    abort: (reason) => aborting.abort(reason),
    signOutMark: shared.read(signOutMarkKey),
  };
}
