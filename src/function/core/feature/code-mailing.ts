import type { Context } from "hono";

import type { BrowserDescription } from "../http/client-address.ts";
import type { FunctionContext } from "../http/function-context.ts";
import type { Challenge } from "./challenge.ts";
import type { RateLimitBucket } from "./known-devices.ts";

/**
 * Milliseconds from a send's arrival to its answer, whatever happened to the mail: how long that takes tells whether the address has
 * an account (account enumeration by timing). WorkOS usually answers within it, so that its own failures can be reported.
 */
export const responseDelayMs = 600;

/** A send that has been counted and whose challenge is sealed; its code is still to be mailed. */
export type CodeMailRequest = {
  challenge: Challenge;
  browser: BrowserDescription;
  bucket: RateLimitBucket;
  /** `Accept-Language` of the request. */
  language: string | null;
  /** Resolves when the answer is due. */
  answerIsDue: Promise<void>;
};

/** How codes are mailed, and what the asker is told about it. */
export type CodeMailing = {
  /** Whether mails may hold a link; the same for every address. */
  mayHoldLink: boolean;
  /** Whether mails are known not to go out, for the health answer. */
  isFailing: () => boolean;
  /** The problem to answer with while no mail goes out at all; null as long as that isn't known. */
  readOutage: (context: Context<FunctionContext>) => Response | null;
  mail: (request: CodeMailRequest) => {
    /** Settles when the mail has gone out or failed. */
    task: Promise<unknown>;
    /** A failure that the asker may hear of, because it is about no address; null when none was found before the answer is due. */
    reportedFailure: Promise<((context: Context<FunctionContext>) => Response) | null>;
  };
};
