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
  /** The digits of the authenticator app were wrong, or had been used. */
  wrong_totp: 400,
  /** There is no step to go on with in this browser: never was, was taken, or belongs to a sign-in that is over. */
  no_step: 400,
  step_expired: 400,
  link_invalid: 400,
  link_expired: 400,
  link_used: 400,
  /** A Magic Link that WorkOS takes no longer: it was used, or it has expired, and WorkOS doesn't say which. */
  link_spent: 400,
  /** A Magic Link that this browser didn't ask for, or not last. */
  link_other_browser: 400,
  no_session: 401,
  session_ended: 401,
  not_same_origin: 403,
  sign_up_not_allowed: 403,
  /** The organization lets nobody in but through its own sign-on. */
  sso_required: 403,
  /** Not the person's organization, or not any more. */
  organization_refused: 403,
  continue_with_workos: 403,
  not_found: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  payload_too_large: 413,
  unsupported_media_type: 415,
  too_many_requests: 429,
  internal: 500,
  workos_unreachable: 503,
  /** The store that counts guesses can't be reached, and no code is sent or compared uncounted. */
  codes_paused: 503,
  /** The mail provider takes no mail; said of no address, because it was found with another one's. */
  mail_unreachable: 503,
  not_configured: 503,
} as const;

export type FailureCode = keyof typeof failureStatuses;

/** Whether a value is one of the codes above; anything else did not come from the function. */
export function isFailureCode(value: unknown): value is FailureCode {
  return typeof value === "string" && Object.hasOwn(failureStatuses, value);
}

/** Media type of an error answer (RFC 9457, section 3). */
export const problemMediaType = "application/problem+json";

/** Body of every answer that isn't a success. */
export const problemSchema = v.object({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  code: v.custom<FailureCode>(isFailureCode),
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

/** The problem in an error answer's body, or null when the body is not one of ours (a proxy's page, a captive portal). */
export function parseProblem(body: unknown): Problem | null {
  const result = v.safeParse(problemSchema, body);
  return result.success ? result.output : null;
}
