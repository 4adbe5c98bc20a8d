import type { Mail } from "../mailbox/mailbox.ts";

/** The mail that WorkOS sends for a passwordless session; its link is used up by the first program that opens it. */
export function composeMagicLinkMail(email: string, link: string): Omit<Mail, "id" | "receivedAtMs"> {
  return {
    to: email,
    subject: "Your sign-in link",
    text: [
      "Open this link to sign in:",
      "",
      link,
      "",
      "It works once. If you did not ask for it, ignore this mail.",
    ].join("\n"),
  };
}
