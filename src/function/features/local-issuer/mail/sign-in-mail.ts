import type { OneTimeCode } from "../../../../contract/email-code.ts";
import type { EmailAddress } from "../../../../contract/email-address.ts";

/** A sign-in mail's recipient and contents: a code, a link, or both. */
export type SignInMail = {
  to: EmailAddress;
  oneTimeCode: OneTimeCode | null;
  /** On the console's own origin; the secret is in its fragment. */
  link: string | null;
  /** The console's origin in browsers. */
  ownOrigin: string;
  /** `Accept-Language` of the request: the caller's language, so it reveals nothing about the account. */
  language: string | null;
  requestedAtMs: number;
};
