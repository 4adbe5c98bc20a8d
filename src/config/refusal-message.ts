import { commonMessages } from "./messages/common.ts";

/** What a refusal requires; null when its name isn't one that the page has words for. */
export function describeRequirement(error: string | null): string | null {
  return error !== null && isKnownRefusal(error) ? commonMessages.refusals[error] : null;
}

/** What the page says to somebody with whose session the issuer doesn't go on. */
export function describeSessionRefusal(error: string | null): string {
  return error === "session_cookie_blocked"
    ? commonMessages.signIn.sessionCookieBlocked
    : commonMessages.signIn.refused(describeRequirement(error));
}

function isKnownRefusal(error: string): error is keyof typeof commonMessages.refusals {
  return Object.hasOwn(commonMessages.refusals, error);
}
