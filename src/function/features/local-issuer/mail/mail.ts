import { parseEmailAddress } from "../../../../contract/email-address.ts";
import { isTimeoutError, withTimeLimit } from "../../../../contract/time-limit.ts";
import { describeCause } from "../../../core/logging/describe-cause.ts";
import type { Wait } from "../../../core/feature/environment.ts";
import { buildSignInMail } from "./build-sign-in-mail.ts";
import type { SignInMail } from "./sign-in-mail.ts";
import type { Delivery, Mailbox, OutgoingMail, Transport } from "./transport.ts";

/** The result of sending a mail. */
export type SendMailResult =
  | { kind: "sent" }
  | {
      kind: "failed";
      /** Whether the failure may concern the recipient, and so must not be reported (account enumeration). */
      isAboutRecipient: boolean;
      /** For the log, without addresses and secrets. */
      cause: string;
    };

/** Sends a sign-in mail. Never throws; settles within ten seconds. */
export type SendMail = (mail: SignInMail) => Promise<SendMailResult>;

/** Users don't wait longer; a later mail would arrive after they have requested another code. */
const wholeLimitMs = 10_000;
/** A pooled connection may be silently dead; this leaves time for an attempt on a new one. */
const firstAttemptLimitMs = 6000;
const retryDelayMs = 1000;

/**
 * Builds each mail and hands it to the transport; retries once, after a second, if the failure may be temporary.
 *
 * @param parts.newMailId random and unguessable; `crypto.randomUUID` when absent
 */
export function createMailSender(parts: {
  transport: Pick<Transport, "deliver">;
  from: Mailbox;
  wait: Wait;
  newMailId?: () => string;
}): SendMail {
  const newMailId = parts.newMailId ?? (() => crypto.randomUUID());

  const deliver = (mail: OutgoingMail): Promise<Delivery> =>
    orOutOfTime(
      withTimeLimit(async (signal) => {
        const first = await orOutOfTime(
          withTimeLimit((firstSignal) => parts.transport.deliver(mail, firstSignal), firstAttemptLimitMs),
        );
        if (first.kind === "delivered" || !first.isTemporary) return first;
        await parts.wait(retryDelayMs);
        signal.throwIfAborted();
        return await parts.transport.deliver(mail, signal);
      }, wholeLimitMs),
    );

  return async (mail) => {
    try {
      // Stored addresses may come from elsewhere, so anything but a plain address is refused (header injection).
      if (parseEmailAddress(mail.to) !== mail.to) {
        return { kind: "failed", isAboutRecipient: true, cause: "the recipient is no plain address" };
      }
      const delivery = await deliver(buildSignInMail(mail, { from: parts.from, mailId: newMailId() }));
      if (delivery.kind === "delivered") return { kind: "sent" };
      return { kind: "failed", isAboutRecipient: delivery.isAboutRecipient, cause: delivery.cause };
    } catch (error) {
      return { kind: "failed", isAboutRecipient: false, cause: describeCause(error) };
    }
  };
}

/** The outcome of a delivery; a timeout counts as a temporary failure. */
async function orOutOfTime(delivery: Promise<Delivery>): Promise<Delivery> {
  try {
    return await delivery;
  } catch (error) {
    if (!isTimeoutError(error)) throw error;
    return { kind: "refused", isTemporary: true, isAboutRecipient: false, cause: "no answer in time" };
  }
}
