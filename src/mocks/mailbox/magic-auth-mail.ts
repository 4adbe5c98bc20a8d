import type { Mail } from "./mailbox.ts";

/** The mail that WorkOS sends for a Magic Auth code: the code stands in the subject and in the text's first line. */
export function composeMagicAuthMail(email: string, oneTimeCode: string): Omit<Mail, "id" | "receivedAtMs"> {
  return {
    to: email,
    subject: `${oneTimeCode} is your sign-in code`,
    text: [
      `Your sign-in code is ${oneTimeCode}.`,
      "",
      "It works once, for 10 minutes, in the browser you asked for it from.",
      "If you did not ask for it, ignore this mail: without it nobody gets in.",
    ].join("\n"),
  };
}
