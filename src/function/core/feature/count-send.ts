import type { Context } from "hono";

import { type EmailAddress, emailAddressKey } from "../../../contract/email-address.ts";
import { type LimitEntry, limitTable } from "../counters/limit-table.ts";
import { countUse, type FindLimit } from "../counters/limits.ts";
import { type BrowserDescription, clientAddressKey, type ReadBrowser } from "../http/client-address.ts";
import type { FunctionContext } from "../http/function-context.ts";
import { countAgainstLimit } from "../http/problem-answer.ts";
import type { KnownDevices, RateLimitBucket } from "./known-devices.ts";

/** A send that may be mailed or share a mail, with the browser and its rate-limit bucket; or the 429 answer. */
export type CountedSend =
  | { kind: "within" | "shared"; browser: BrowserDescription; bucket: RateLimitBucket }
  | { kind: "exceeded"; answer: Response };

/** Counts a requested mail against the limits of the client and of the address. */
export type CountSend = (context: Context<FunctionContext>, email: EmailAddress) => Promise<CountedSend>;

/** Counts a use by the client's address; the answer when it is one too many, null otherwise. */
export type CountClient = (context: Context<FunctionContext>, entry: LimitEntry) => Promise<Response | null>;

/** The limits that `CountSend` counts, for the calls that list them. */
export const sendLimits = [
  limitTable.sendsPerAddress,
  limitTable.ownMailsPerAddress,
  limitTable.sendsPerKnownDevice,
  limitTable.sendsPerClient,
];

/**
 * Counts all kinds of mail to an address together, so that switching kinds gives an attacker no more mails (mail bombing).
 * Strangers may use up the address's mails from any number of clients, so that never refuses a send (account lockout): sends
 * beyond them are `shared`. Only the client itself and a known device can use up what refuses them.
 */
export function createCountSend(parts: {
  countClient: CountClient;
  limit: FindLimit;
  knownDevices: KnownDevices;
  readBrowser: ReadBrowser;
}): CountSend {
  const { limit } = parts;
  return async (context, email) => {
    const browser = parts.readBrowser(context.req.raw.headers);
    const bucket = await parts.knownDevices.findBucket(context, email);
    const key = emailAddressKey(email);
    const [own, owner] =
      bucket.kind === "known"
        ? [limitTable.sendsPerKnownDevice, bucket.deviceId]
        : [limitTable.sendsPerAddress, clientAddressKey(browser.address)];
    const answer =
      (await parts.countClient(context, limitTable.sendsPerClient)) ??
      (await countAgainstLimit(context, limit(own), `${owner} ${key}`));
    if (answer !== null) return { kind: "exceeded", answer };
    const isWithin =
      bucket.kind === "known" ||
      (await countUse(limit(limitTable.ownMailsPerAddress), key)).kind === "within";
    return { kind: isWithin ? "within" : "shared", browser, bucket };
  };
}
