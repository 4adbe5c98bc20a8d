import type { Context } from "hono";

import type { FunctionContext } from "../function-context.ts";
import type { Lane } from "../../features/local-issuer/wrong-guesses.ts";
import type { BrowserDescription } from "../workos/browser-description.ts";
import type { Challenge } from "./challenge.ts";

/** A send that has been counted and whose challenge is sealed; its code is still to be mailed. */
export type CodeMailRequest = {
  challenge: Challenge;
  browser: BrowserDescription;
  lane: Lane;
  /** `Accept-Language` of the request. */
  language: string | null;
  /** Ends when the answer is due. */
  moment: Promise<void>;
};

/** How codes are mailed, and what the askers hear of it: by WorkOS alone, or by one of two issuers. */
export type CodeMailing = {
  /** Whether mails may hold a link; the same for every address. */
  mayHoldLink: boolean;
  /** The problem to answer with while no mail goes out at all; null as long as that isn't known. */
  readOutage: (context: Context<FunctionContext>) => Response | null;
  mail: (request: CodeMailRequest) => {
    /** Settles when the mail has gone out or failed. */
    task: Promise<unknown>;
    /** A failure that may be told to the asker, because it is about no address; null when there was none by the moment. */
    toldFailure: Promise<((context: Context<FunctionContext>) => Response) | null>;
  };
};
