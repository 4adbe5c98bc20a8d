import { parseEmailAddress } from "../../../../contract/email-address.ts";
import { isTimeoutError, withTimeLimit } from "../../../../contract/time-limit.ts";
import { describeCause } from "../../../core/logging/describe-cause.ts";
import type { Wait } from "../../../core/feature/environment.ts";
import { buildSignInMail } from "./build-sign-in-mail.ts";
import type { SignInMail } from "./sign-in-mail.ts";
import type { Delivery, Mailbox, OutgoingMail, Transport } from "./transport.ts";

/** What became of a mail. */
export type SendMailResult =
  | { kind: "sent" }
  | {
      kind: "failed";
      /** Whether the failure may be about the recipient: then nobody may be told of it (account enumeration). */
      isAboutRecipient: boolean;
      /** For the log: free of addresses and secrets. */
      cause: string;
    };

/** Sends a mail about signing in. Never throws; settles within ten seconds. */
export type SendMail = (mail: SignInMail) => Promise<SendMailResult>;

/** Longer nobody looks at the inbox; a mail that comes later would bring a code that was asked for again meanwhile. */
const wholeLimitMs = 10_000;
/** A pooled connection can be dead without a word: the rest of the time belongs to a new one. */
const firstAttemptLimitMs = 6000;
const retryDelayMs = 1000;

/**
 * Builds each mail and hands it to the transport, a second time after a second where the first failure may pass.
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
      // A stored address may have been written by others than us: what isn't a plain one never reaches a mail server (header injection).
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

/** The outcome of a delivery; one that ran out of time counts as a failure that may pass. */
async function orOutOfTime(delivery: Promise<Delivery>): Promise<Delivery> {
  try {
    return await delivery;
  } catch (error) {
    if (!isTimeoutError(error)) throw error;
    return { kind: "refused", isTemporary: true, isAboutRecipient: false, cause: "no answer in time" };
  }
}
