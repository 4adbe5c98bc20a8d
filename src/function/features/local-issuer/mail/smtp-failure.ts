import * as v from "valibot";

import type { Delivery } from "./transport.ts";

/** What nodemailer sets on its errors; members that don't apply are absent. */
const smtpErrorSchema = v.object({
  /** nodemailer's own code. */
  code: v.optional(v.string()),
  /** The code of the underlying socket or TLS error. */
  originalCode: v.optional(v.string()),
  command: v.optional(v.string()),
  responseCode: v.optional(v.number()),
  response: v.optional(v.string()),
});

type SmtpError = v.InferOutput<typeof smtpErrorSchema>;

/**
 * The meaning of a failed SMTP delivery. Only the codes of the server's reply are kept, because its text quotes addresses.
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

/** Connection failures, which say nothing about the mail unless the server replied. */
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
  // 5yz is permanent (RFC 5321 section 4.2.1), except 503, a bad command sequence, which a new connection fixes.
  if (responseCode !== undefined) return responseCode < 500 || responseCode === 503;
  // An invalid certificate is still invalid a second later.
  const isCertificate = /CERT|SIGNATURE|ALTNAME/.test(originalCode);
  return connectionFailures.has(code) && !isCertificate;
}

/** The enhanced status code at the start of a reply, such as 5.1.1 (RFC 3463 section 2). */
function readEnhancedStatus(response: string): string | null {
  return /^[245][0-9]{2}[ -]([245]\.[0-9]{1,3}\.[0-9]{1,3})(?![0-9])/.exec(response)?.[1] ?? null;
}

/** Whether the status concerns the recipient's address or mailbox: subjects 1 and 2, except the sender's (RFC 3463 section 3). */
function isAddressStatus(enhancedStatus: string | null): boolean {
  return (
    enhancedStatus !== null && /^[45]\.[12]\./.test(enhancedStatus) && !/\.1\.[78]$/.test(enhancedStatus)
  );
}
