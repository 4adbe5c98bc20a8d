import { isTimeoutError, withTimeLimit } from "../../../../contract/time-limit.ts";
import { describeCause } from "../../../core/logging/describe-cause.ts";
import type { Transport, TransportCheck } from "./transport.ts";

/** Checks, without sending a mail, whether mails could be sent. Never throws; settles within five seconds. */
export type CheckMail = () => Promise<TransportCheck>;

const limitMs = 5000;

export function createMailCheck(transport: Pick<Transport, "check">): CheckMail {
  return async () => {
    try {
      return await withTimeLimit((signal) => transport.check(signal), limitMs);
    } catch (error) {
      return { kind: "failing", cause: isTimeoutError(error) ? "no answer in time" : describeCause(error) };
    }
  };
}
