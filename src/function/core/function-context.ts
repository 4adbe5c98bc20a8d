import type { FailureCode } from "../../contract/failure.ts";
import type { VerifiedAccess } from "./tokens/verify-access-token.ts";

/** What the function's middleware and calls keep with a request. */
export type FunctionContext = {
  Variables: {
    /** Random id of the request: stands in its problem answer and in the log. */
    reference: string;
    /** The failure that the request is answered with, for the log. */
    failureCode: FailureCode | null;
    /** The request's JSON object; set once the request checks have passed, still to be parsed by the call. */
    body: Record<string, unknown>;
    /** Who calls; set once a call that wants an access token has got one. */
    access: VerifiedAccess;
    /** The organization that the access token is for; set for calls that want one. */
    organizationId: string;
  };
};
