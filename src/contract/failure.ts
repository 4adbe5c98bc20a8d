import * as v from "valibot";

/**
 * Every way in which a call of the function can fail, by the `code` member of its problem+json body.
 * One table for both sides: the function answers with the status beside the code, the page has words for each code.
 */
export const failureStatuses = {
  invalid_request: 400,
  invalid_email: 400,
  no_challenge: 400,
  wrong_one_time_code: 400,
  one_time_code_expired: 400,
  too_many_attempts: 400,
  /** Another tab has begun a sign-in for another address since, and a browser keeps only the newest. */
  sign_in_replaced: 400,
  /** The digits of the authenticator app were wrong, or had been used. */
  wrong_totp: 400,
  /** There is no step to go on with in this browser: never was, was taken, or belongs to a sign-in that is over. */
  no_step: 400,
  step_expired: 400,
  link_invalid: 400,
  link_expired: 400,
  link_used: 400,
  /** A link that WorkOS no longer accepts: it was used, or it has expired, and WorkOS doesn't say which. */
  link_spent: 400,
  /** A link that this browser didn't ask for, or not last. */
  link_other_browser: 400,
  /** WorkOS has no role of that name in the organization. */
  unknown_role: 400,
  invitation_expired: 400,
  invitation_revoked: 400,
  invitation_accepted: 400,
  no_session: 401,
  session_ended: 401,
  /** The call wants an access token and came without one. */
  no_access_token: 401,
  /** The access token has expired, or is none of ours; which of the two is said to nobody. */
  access_token_refused: 401,
  not_same_origin: 403,
  sign_up_not_allowed: 403,
  /** The organization lets nobody in but through its own sign-on. */
  sso_required: 403,
  /** Not the person's organization, or not any more. */
  organization_refused: 403,
  continue_with_workos: 403,
  /** The access token is for no organization. */
  organization_required: 403,
  /** The problem's `detail` names the permission. */
  permission_missing: 403,
  /** Whoever has shown a mailbox and nothing more can't read members, invite or administer. */
  stronger_sign_in_required: 403,
  /** An administrator who is signed in as another person may look, and change nothing in that person's name. */
  impersonation_refused: 403,
  /** WorkOS invites no such address. */
  invitation_blocked: 403,
  /** The invitation is for another address than the account's, and its domain doesn't let colleagues take it. */
  invitation_other_address: 403,
  not_found: 404,
  /** Unknown, or another organization's: nobody is told which. */
  invitation_not_found: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  already_invited: 409,
  already_member: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  too_many_requests: 429,
  /** As many of the caller's invitations are out as may be; one that is revoked makes room. */
  invitation_quota_used_up: 429,
  internal: 500,
  workos_unreachable: 503,
  /** The store that counts guesses can't be reached, and no code is sent or compared uncounted. */
  codes_paused: 503,
  /** The mail provider takes no mail; said of no address, because it was found with another one's. */
  mail_unreachable: 503,
  not_configured: 503,
} as const;

export type FailureCode = keyof typeof failureStatuses;

/** Standard phrases of failure statuses, which are the titles of `about:blank` problems (RFC 9457 section 4.2.1). */
export const statusPhrases: Record<(typeof failureStatuses)[FailureCode], string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  409: "Conflict",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** Whether a value is one of the codes above; anything else did not come from the function. */
export function isFailureCode(value: unknown): value is FailureCode {
  return typeof value === "string" && Object.hasOwn(failureStatuses, value);
}

/** Media type of an error answer (RFC 9457, section 3). */
export const problemMediaType = "application/problem+json";

/** One of the codes. */
export const failureCodeSchema = v.custom<FailureCode>(isFailureCode);

/** Body of every answer that isn't a success. */
export const problemSchema = v.object({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  code: failureCodeSchema,
  detail: v.optional(v.string()),
  /** Whole seconds until the same call may succeed. */
  retryAfterSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  /** Wrong guesses that are still allowed for this challenge; with `wrong_one_time_code` and `wrong_totp` alone. */
  attemptsLeft: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  /** Random id that stands in the function's log beside the cause. */
  reference: v.string(),
});

/** An RFC 9457 problem as the function sends it. */
export type Problem = v.InferOutput<typeof problemSchema>;

const newerProblemSchema = v.object({
  ...problemSchema.entries,
  code: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_]*$/)),
});

/**
 * The problem in an error answer's body, or null when the body is not one of ours (a proxy's page, a captive portal). A page that was
 * loaded before a deploy may not know the code; it then has the one that the status stands for.
 */
export function parseProblem(body: unknown): Problem | null {
  const result = v.safeParse(problemSchema, body);
  if (result.success) return result.output;
  const newer = v.safeParse(newerProblemSchema, body);
  return newer.success ? { ...newer.output, code: chooseFailureCode(newer.output.status) } : null;
}

function chooseFailureCode(status: number): FailureCode {
  if (status >= 500) return "internal";
  if (status === 429) return "too_many_requests";
  return status === 408 ? "request_timeout" : "invalid_request";
}
