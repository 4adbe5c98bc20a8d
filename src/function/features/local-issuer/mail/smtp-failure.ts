import * as v from "valibot";

import type { Delivery } from "./transport.ts";

/** What nodemailer puts on its errors; it leaves out what doesn't apply. */
const smtpErrorSchema = v.object({
  /** nodemailer's own code. */
  code: v.optional(v.string()),
  /** The code of the socket's or of TLS's error beneath. */
  originalCode: v.optional(v.string()),
  command: v.optional(v.string()),
  responseCode: v.optional(v.number()),
  response: v.optional(v.string()),
});

type SmtpError = v.InferOutput<typeof smtpErrorSchema>;

/**
 * What a failed hand-over to an SMTP server means. Of what the server said only its numbers are kept: its words quote addresses.
 */
export function readSmtpFailure(error: unknown): Extract<Delivery, { kind: "refused" }> {
  const parsed = v.safeParse(smtpErrorSchema, error);
  const failure: SmtpError = parsed.success ? parsed.output : {};
  const enhancedStatus = readEnhancedStatus(failure.response ?? "");
  const words = [
    failure.command,
    failure.responseCode === undefined ? undefined : String(failure.responseCode),
    enhancedStatus ?? undefined,
    failure.code,
    failure.originalCode,
  ];
  return {
    kind: "refused",
    isTemporary: mayPass(failure),
    isAboutRecipient: failure.command === "RCPT TO" || isAddressStatus(enhancedStatus),
    cause: ["SMTP", ...words.filter((word) => word !== undefined && /^[A-Z0-9_. ]{1,60}$/.test(word))].join(
      " ",
    ),
  };
}

/** Failures of the way to the server; without an answer of it they say nothing about the mail. */
const connectionFailures: ReadonlySet<string> = new Set([
  "ECONNECTION",
  "ETIMEDOUT",
  "ESOCKET",
  "EDNS",
  "ETLS",
  "EPROTOCOL",
  "EABORT",
]);

function mayPass({ code = "", originalCode = "", responseCode }: SmtpError): boolean {
  // RFC 5321 section 4.2.1: 5yz is the server's last word on this mail. 503 means a session out of step, which a new one mends.
  if (responseCode !== undefined) return responseCode < 500 || responseCode === 503;
  // A certificate that doesn't hold is the same one a second later.
  const isCertificate = /CERT|SIGNATURE|ALTNAME/.test(originalCode);
  return connectionFailures.has(code) && !isCertificate;
}

/** The enhanced status code that a reply begins with, such as 5.1.1 (RFC 3463 section 2). */
function readEnhancedStatus(response: string): string | null {
  return /^[245][0-9]{2}[ -]([245]\.[0-9]{1,3}\.[0-9]{1,3})(?![0-9])/.exec(response)?.[1] ?? null;
}

/** Whether the status is about the recipient's address or mailbox: subjects 1 and 2, but for the sender's own (RFC 3463 section 3.2, 3.3). */
function isAddressStatus(enhancedStatus: string | null): boolean {
  return (
    enhancedStatus !== null && /^[45]\.[12]\./.test(enhancedStatus) && !/\.1\.[78]$/.test(enhancedStatus)
  );
}
