import type { EmailAddress } from "../../../../contract/email-address.ts";

/** A mailbox with its display name; with an empty name, mail programs show the address. */
export type Mailbox = { name: string; address: EmailAddress };

/** The headers besides From, To and Subject; no value contains user input (header injection). */
export type MailHeaders = {
  Date: string;
  "Message-ID": string;
  "Auto-Submitted": string;
  "X-Auto-Response-Suppress": string;
};

/** A mail ready to be sent, always to one recipient. */
export type OutgoingMail = {
  from: Mailbox;
  to: EmailAddress;
  subject: string;
  text: string;
  html: string;
  headers: MailHeaders;
};

/** The result of one attempt to send a mail. */
export type Delivery =
  | { kind: "delivered" }
  | {
      kind: "refused";
      /** Whether a retry may succeed. */
      isTemporary: boolean;
      /** Whether the refusal may concern the recipient, and so must not be reported (account enumeration). */
      isAboutRecipient: boolean;
      /** For the log: only status and error codes, without addresses and secrets. */
      cause: string;
    };

/** Whether mails could be sent, as far as that can be checked without one. */
export type TransportCheck =
  | { kind: "ready" }
  | {
      kind: "failing";
      /** For the log, like a delivery's. */
      cause: string;
    };

/** Sends mails through a mail service. Refusals are values; a throw is a bug. */
export type Transport = {
  /** @param signal aborts the attempt; a transport that ignores it is not waited for */
  deliver: (mail: OutgoingMail, signal: AbortSignal) => Promise<Delivery>;
  /** Makes the same requests as for a mail, up to the point that needs one. */
  check: (signal: AbortSignal) => Promise<TransportCheck>;
};
