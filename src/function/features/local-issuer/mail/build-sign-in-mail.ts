import { buildSignInHtml } from "./sign-in-html.ts";
import type { SignInMail } from "./sign-in-mail.ts";
import { buildSignInText } from "./sign-in-text.ts";
import { writeSignInMail } from "./sign-in-wording.ts";
import type { Mailbox, OutgoingMail } from "./transport.ts";

/**
 * The mail: text and HTML with the same words.
 *
 * @param options.mailId random; makes the Message-ID, which stays the same over retries so that a mail that arrives twice shows once
 * @throws Error when there is neither code nor link, or when the link leads elsewhere than to the own origin
 */
export function buildSignInMail(mail: SignInMail, options: { from: Mailbox; mailId: string }): OutgoingMail {
  const wording = writeSignInMail(mail);
  const domain = options.from.address.slice(options.from.address.lastIndexOf("@") + 1);
  return {
    from: options.from,
    to: mail.to,
    subject: wording.subject,
    text: buildSignInText(wording),
    html: buildSignInHtml(wording),
    headers: {
      Date: new Date(mail.requestedAtMs).toUTCString().replace("GMT", "+0000"),
      "Message-ID": `<${options.mailId}@${domain}>`,
      // No vacation notice is to answer this (RFC 3834 section 5); the second one is Exchange's own.
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "All",
    },
  };
}
