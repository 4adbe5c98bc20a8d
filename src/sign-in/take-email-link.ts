import { paths } from "../config/paths.ts";
import { type EmailLinkToken, parseEmailLinkToken } from "../contract/email-link.ts";

/**
 * Reads the secret of a mailed link from the page's address, once, and takes it out of there, so that neither the history nor a
 * screen that is looked over shows it. It is used by a click alone, so a reload loses nothing but a way back to the mail.
 */
export function takeEmailLink(): EmailLinkToken | null {
  const { pathname, hash, search } = window.location;
  if (pathname !== paths.emailLink || hash === "") return null;
  window.history.replaceState(window.history.state, "", pathname + search);
  return parseEmailLinkToken(hash);
}
