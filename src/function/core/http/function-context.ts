import type { FailureCode } from "../../../contract/failure.ts";

/** The identity and the claims of a verified access token. */
export type VerifiedAccess = {
  /** Name of the issuer. Only together with `subject` it identifies a user: the same subject at another issuer is someone else. */
  issuer: string;
  subject: string;
  sessionId: string;
  organizationId: string | null;
  role: string | null;
  permissions: readonly string[];
  /** `email`: the user has proved only a mailbox, which isn't enough to invite or to administer. */
  authentication: "full" | "email";
  /** The token's `act.sub` (RFC 8693 section 4.1): who acts as the subject, an email address at WorkOS; null when no one does. */
  impersonator: string | null;
};

/** What middleware and calls store with a request. */
export type FunctionContext = {
  Variables: {
    /** Random id of the request, in its problem answer and in the log. */
    reference: string;
    /** The failure in the answer, for the log. */
    failureCode: FailureCode | null;
    /** Whether WorkOS failed it with a network failure or a 5xx, for the breaker. */
    hasMetOutage?: boolean;
    /** The request's JSON object, set by the request checks; each call parses it. */
    body: Record<string, unknown>;
    /** The caller, set for calls that require an access token. */
    access: VerifiedAccess;
    /** The organization of the access token, set for calls that require one. */
    organizationId: string;
  };
};
