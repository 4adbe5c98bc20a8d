import { type EmailAddress, emailAddressKey } from "../../../contract/email-address.ts";
import { limitTable } from "../counters/limit-table.ts";
import { countUse, type FindLimit, type UsedUpWindow } from "../counters/limits.ts";
import { clientAddressKey } from "../../../contract/client-address.ts";
import type { BrowserDescription, ReadBrowser } from "../http/client-address.ts";
import type { Context } from "../http/context.ts";
import { countAgainstLimit } from "../http/problem-answer.ts";
import type { KnownDevices } from "./known-devices.ts";

/** A send that may be mailed or share a mail, with the browser and the id of a known device; or the 429 answer. */
export type CountedSend =
  | ({ browser: BrowserDescription; deviceId: string | null } & (
      | { kind: "within" }
      | { kind: "shared"; usedUp: UsedUpWindow }
    ))
  | { kind: "exceeded"; answer: Response };

/** Counts a requested mail against the limits of the client and of the address. */
export type CountSend = (context: Context, email: EmailAddress) => Promise<CountedSend>;

/** The limits that `CountSend` counts, for the calls that list them. */
export const sendLimits = [
  limitTable.sendsPerAddress,
  limitTable.ownMailsPerAddress,
  limitTable.sendsPerKnownDevice,
  limitTable.sendsOfKnownDevices,
  limitTable.sendsPerClient,
];

/**
 * Counts all kinds of mail to an address together, so that switching kinds gives an attacker no more mails (mail bombing).
 * Strangers may use up the address's mails from any number of clients, so that never refuses a send (account lockout): sends
 * beyond them are `shared`. Only the client itself and a known device can use up what refuses them.
 */
export function createCountSend(parts: {
  limit: FindLimit;
  knownDevices: KnownDevices;
  readBrowser: ReadBrowser;
}): CountSend {
  const { limit } = parts;
  return async (context, email) => {
    const browser = parts.readBrowser(context.request.headers);
    const deviceId = await parts.knownDevices.find(context, email);
    const key = emailAddressKey(email);
    const own = deviceId === null ? limitTable.sendsPerAddress : limitTable.sendsPerKnownDevice;
    const ownKey = `${deviceId ?? clientAddressKey(browser.address)} ${key}`;
    const answer =
      (await countAgainstLimit(
        context,
        limit(limitTable.sendsPerClient),
        clientAddressKey(browser.address),
      )) ?? (await countAgainstLimit(context, limit(own), ownKey));
    if (answer !== null) return { kind: "exceeded", answer };
    // Who once had the mailbox can have made any number of known devices (mail bombing).
    const isKnown =
      deviceId !== null && (await countUse(limit(limitTable.sendsOfKnownDevices), key)).kind === "within";
    if (isKnown) return { kind: "within", browser, deviceId };
    const use = await countUse(limit(limitTable.ownMailsPerAddress), key);
    const kind = use.kind === "within" ? use : { kind: "shared" as const, usedUp: use };
    return { ...kind, browser, deviceId };
  };
}
