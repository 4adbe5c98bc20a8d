import type { Mail } from "./mailbox.ts";

/** The mail that WorkOS sends to confirm an address in the middle of a sign-in. */
export function composeEmailVerificationMail(
  email: string,
  oneTimeCode: string,
): Omit<Mail, "id" | "receivedAtMs"> {
  return {
    to: email,
    subject: `${oneTimeCode} confirms your email address`,
    text: [
      `Your verification code is ${oneTimeCode}.`,
      "",
      "Type it where you are signing in. It works once, for 10 minutes.",
      "If you are not signing in, ignore this mail.",
    ].join("\n"),
  };
}
