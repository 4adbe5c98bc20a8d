import type { EmailAddress } from "../../../../contract/email-address.ts";

/** A mailbox with the name that mail programs show for it; an empty name shows the address. */
export type Mailbox = { name: string; address: EmailAddress };

/** The headers beside From, To and Subject. Each value is made here; none holds a word that somebody typed. */
export type MailHeaders = {
  Date: string;
  "Message-ID": string;
  "Auto-Submitted": string;
  "X-Auto-Response-Suppress": string;
};

/** A mail ready to be handed over; to one recipient always. */
export type OutgoingMail = {
  from: Mailbox;
  to: EmailAddress;
  subject: string;
  text: string;
  html: string;
  headers: MailHeaders;
};

/** What became of one attempt to hand a mail over. */
export type Delivery =
  | { kind: "delivered" }
  | {
      kind: "refused";
      /** Whether another attempt may succeed. */
      isTemporary: boolean;
      /** Whether the refusal may be about the recipient: nobody may then be told of it (account enumeration). */
      isAboutRecipient: boolean;
      /** For the log: status and error codes alone, free of addresses and secrets. */
      cause: string;
    };

/** Whether mails could be handed over, as far as can be told without one. */
export type TransportCheck =
  | { kind: "ready" }
  | {
      kind: "failing";
      /** For the log, as a delivery's. */
      cause: string;
    };

/** Hands mails to whoever carries them further. Refusals are values; a throw is a bug. */
export type Transport = {
  /** @param signal gives the attempt up; a transport that ignores it is not waited for */
  deliver: (mail: OutgoingMail, signal: AbortSignal) => Promise<Delivery>;
  /** Asks the carrier as a mail would, up to the point at which it needs one. */
  check: (signal: AbortSignal) => Promise<TransportCheck>;
};
