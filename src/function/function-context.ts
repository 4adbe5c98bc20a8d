import type { FailureCode } from "../contract/failure.ts";

/** What the function's middleware and calls keep with a request. */
export type FunctionContext = {
  Variables: {
    /** Random id of the request: stands in its problem answer and in the log. */
    reference: string;
    /** The failure that the request is answered with, for the log. */
    failureCode: FailureCode | null;
    /** The request's JSON object; set once the request checks have passed, still to be parsed by the call. */
    body: Record<string, unknown>;
  };
};
