import { basePath } from "../../contract/base-path.ts";
import { type EmailLinkToken, parseEmailLinkToken } from "../../contract/email-link-token.ts";
import { buildPathKey } from "../../contract/path-key.ts";

/** The page that a mailed link opens; the link's secret is in the fragment. */
export const emailLinkPath = `${basePath}/auth/email-link`;

/**
 * The secret of a mailed link, which this takes out of the page's address so that neither the history nor anyone looking at the screen
 * can read it. Only a click uses the secret, so a reload merely requires opening the mail again.
 */
export function takeEmailLinkToken(): EmailLinkToken | null {
  const { pathname, hash, search } = window.location;
  if (buildPathKey(pathname) !== emailLinkPath || hash === "") return null;
  window.history.replaceState(window.history.state, "", emailLinkPath + search);
  return parseEmailLinkToken(hash);
}
