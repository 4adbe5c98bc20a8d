import { startTimeLimit } from "../../../../contract/time-limit.ts";
import { describeCause } from "../../../core/logging/describe-cause.ts";
import type { Transport, TransportCheck } from "./transport.ts";

/** Finds out, without a mail, whether mails could go out. Never throws; settles within five seconds. */
export type CheckMail = () => Promise<TransportCheck>;

const limitMs = 5000;

export function createMailCheck(transport: Pick<Transport, "check">): CheckMail {
  return async () => {
    const limit = startTimeLimit(limitMs);
    const outOfTime = new Promise<TransportCheck>((resolve) => {
      limit.signal.addEventListener("abort", () => resolve({ kind: "failing", cause: "no answer in time" }), {
        once: true,
      });
    });
    try {
      return await Promise.race([transport.check(limit.signal), outOfTime]);
    } catch (error) {
      return { kind: "failing", cause: describeCause(error) };
    } finally {
      limit.clear();
    }
  };
}
