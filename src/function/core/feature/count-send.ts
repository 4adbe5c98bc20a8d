import type { Context } from "hono";

import { type EmailAddress, emailAddressKey } from "../../../contract/email-address.ts";
import { limitTable } from "../counters/limit-table.ts";
import type { FindLimit } from "../counters/limits.ts";
import { type BrowserDescription, clientAddressKey, type ReadBrowser } from "../http/client-address.ts";
import type { FunctionContext } from "../http/function-context.ts";
import { countAgainstLimit } from "../http/problem-answer.ts";
import type { KnownDevices, RateLimitBucket } from "./known-devices.ts";

/** A send within its limits, with the browser and its rate-limit bucket; or the 429 answer. */
export type CountedSend =
  | { kind: "within"; browser: BrowserDescription; bucket: RateLimitBucket }
  | { kind: "exceeded"; answer: Response };

/** Counts a requested mail against the limits of the client and of the address. */
export type CountSend = (context: Context<FunctionContext>, email: EmailAddress) => Promise<CountedSend>;

/** The limits that `CountSend` counts, for the calls that list them. */
export const sendLimits = [
  limitTable.sendsPerAddress,
  limitTable.sendsPerKnownDevice,
  limitTable.sendsPerClient,
];

/** Counts all kinds of mail to an address together, so that switching kinds gives an attacker no more mails (mail bombing). */
export function createCountSend(parts: {
  limit: FindLimit;
  knownDevices: KnownDevices;
  readBrowser: ReadBrowser;
}): CountSend {
  const { limit } = parts;
  return async (context, email) => {
    const browser = parts.readBrowser(context.req.raw.headers);
    const bucket = await parts.knownDevices.findBucket(context, email);
    const key = emailAddressKey(email);
    const answer =
      (await countAgainstLimit(
        context,
        limit(limitTable.sendsPerClient),
        clientAddressKey(browser.address),
      )) ??
      (bucket.kind === "known"
        ? await countAgainstLimit(context, limit(limitTable.sendsPerKnownDevice), `${bucket.deviceId} ${key}`)
        : await countAgainstLimit(context, limit(limitTable.sendsPerAddress), key));
    return answer === null ? { kind: "within", browser, bucket } : { kind: "exceeded", answer };
  };
}
