import type { FailureCode } from "../../../contract/failure.ts";

/** Who a verified access token speaks for, and what it says of them. */
export type VerifiedAccess = {
  /** Name of the issuer. With `subject` it is the identity: the same subject at another issuer is another person. */
  issuer: string;
  subject: string;
  sessionId: string;
  organizationId: string | null;
  role: string | null;
  permissions: readonly string[];
  /** `email`: the person has only proved a mailbox, which is too little to invite or to administer. */
  authentication: "full" | "email";
};

/** What middleware and calls keep with a request. */
export type FunctionContext = {
  Variables: {
    /** Random id of the request, in its problem answer and in the log. */
    reference: string;
    /** The failure that the request is answered with, for the log. */
    failureCode: FailureCode | null;
    /** The request's JSON object, set by the request checks; each call parses it. */
    body: Record<string, unknown>;
    /** Who calls, set for calls that require an access token. */
    access: VerifiedAccess;
    /** The organization of the access token, set for calls that require one. */
    organizationId: string;
  };
};
