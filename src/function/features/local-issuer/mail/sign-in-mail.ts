import type { OneTimeCode } from "../../../../contract/email-code.ts";
import type { EmailAddress } from "../../../../contract/email-address.ts";

/** What a mail about signing in says and to whom: a code, a link, or both. */
export type SignInMail = {
  to: EmailAddress;
  oneTimeCode: OneTimeCode | null;
  /** On the own origin; the secret is in its fragment. */
  link: string | null;
  /** Origin of the console, as browsers know it. */
  ownOrigin: string;
  /** `Accept-Language` of the request as it came: the language is the asker's, so it says nothing of the account. */
  language: string | null;
  requestedAtMs: number;
};
