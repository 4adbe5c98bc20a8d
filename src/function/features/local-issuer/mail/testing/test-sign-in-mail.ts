import { parseOneTimeCode } from "../../../../../contract/email-code.ts";
import { parseEmailAddress } from "../../../../../contract/email-address.ts";
import type { SignInMail } from "../sign-in-mail.ts";

/** A mail with code and link to ada@example.com, requested on 21 November 2026 at 10:02 UTC, with the given changes. */
export function testSignInMail(changes: Partial<SignInMail> = {}): SignInMail {
  const to = parseEmailAddress("ada@example.com");
  const oneTimeCode = parseOneTimeCode("123456");
  if (to === null || oneTimeCode === null) throw new Error("The test mail's own values don't parse");
  return {
    to,
    oneTimeCode,
    link: "https://console.example.com/auth/email-link#token=s3cret-Token_0123456789",
    ownOrigin: "https://console.example.com",
    language: null,
    requestedAtMs: Date.UTC(2026, 10, 21, 10, 2),
    ...changes,
  };
}
