import type { Context } from "hono";

import { type EmailAddress, emailAddressKey } from "../../../contract/email-address.ts";
import { countAgainstLimit } from "../answers/limit-answer.ts";
import { clientAddressKey } from "../client-address/client-address.ts";
import type { ReadBrowser } from "../client-address/read-browser.ts";
import type { Limits } from "../counters/limits.ts";
import type { FunctionContext } from "../function-context.ts";
import type { KnownDevices } from "./known-devices.ts";
import type { Lane } from "../../features/local-issuer/wrong-guesses.ts";
import type { BrowserDescription } from "../workos/browser-description.ts";
import { findLane } from "./find-lane.ts";

/** A send that is within its limits, with who asks and the lane that it was counted in; or the answer that it is one too many. */
export type CountedSend =
  | { kind: "within"; browser: BrowserDescription; lane: Lane }
  | { kind: "exceeded"; answer: Response };

/** Counts a mail that somebody asks for, against the asker's limits and the address's. */
export type CountSend = (context: Context<FunctionContext>, email: EmailAddress) => Promise<CountedSend>;

/** One count for everything that is mailed to an address on request: another kind of mail buys nobody more of them (mail bombing). */
export function createCountSend(parts: {
  limits: Limits;
  knownDevices: KnownDevices;
  readBrowser: ReadBrowser;
}): CountSend {
  const { limits } = parts;
  return async (context, email) => {
    const browser = parts.readBrowser(context.req.raw.headers);
    const lane = await findLane(parts.knownDevices, context, email);
    const key = emailAddressKey(email);
    const answer =
      (await countAgainstLimit(context, limits.sendsPerClient, clientAddressKey(browser.address))) ??
      (lane.kind === "known"
        ? await countAgainstLimit(context, limits.sendsPerKnownDevice, `${lane.deviceId} ${key}`)
        : await countAgainstLimit(context, limits.sendsPerAddress, key));
    return answer === null ? { kind: "within", browser, lane } : { kind: "exceeded", answer };
  };
}
