import { buildSignInHtml } from "./sign-in-html.ts";
import type { SignInMail } from "./sign-in-mail.ts";
import { buildSignInText } from "./sign-in-text.ts";
import { writeSignInMail } from "./sign-in-wording.ts";
import type { Mailbox, OutgoingMail } from "./transport.ts";

/**
 * The mail, as text and HTML with the same wording.
 *
 * @param options.mailId random; forms the Message-ID, which retries keep, so that a mail delivered twice is shown once
 * @throws Error when there is neither code nor link, or the link leads to another origin
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
      // Suppresses automatic replies (RFC 3834 section 5); the second header is Exchange's.
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "All",
    },
  };
}
