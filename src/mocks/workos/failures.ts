/** A refusal in WorkOS's own words: HTTP status and JSON body, still free of HTTP machinery. */
export type WorkosFailure = {
  ok: false;
  status: 400 | 401 | 403 | 404 | 415 | 422 | 429;
  body: Record<string, unknown>;
  /** Whole seconds; with 429 alone. */
  retryAfterSeconds?: number;
};

/** `{code, message}`, the shape of most user-management errors. */
export function codedFailure(status: 400 | 403 | 422, failureCode: string, message: string): WorkosFailure {
  return { ok: false, status, body: { code: failureCode, message } };
}

/** `{error, error_description}`, the shape of OAuth errors (RFC 6749, section 5.2), and whatever WorkOS tells besides. */
export function oauthFailure(
  error: string,
  description: string,
  more: Record<string, unknown> = {},
): WorkosFailure {
  return { ok: false, status: 400, body: { error, error_description: description, ...more } };
}

/** A 403 that is no end: `{code, message}`, and what the next call needs. */
export function stepFailure(
  failureCode: string,
  message: string,
  more: Record<string, unknown>,
): WorkosFailure {
  return { ok: false, status: 403, body: { code: failureCode, message, ...more } };
}

/** `{message}` alone, the shape of errors about whole resources. */
export function messageFailure(status: 400 | 401 | 404 | 415 | 422, message: string): WorkosFailure {
  return { ok: false, status, body: { message } };
}

/** One entry of a 422 answer's `errors`. */
export type InvalidParameter = { field: string; code: string; message: string };

export function requiredParameter(field: string): InvalidParameter {
  return { field, code: `${field}_required`, message: `${field} must not be empty` };
}

export const invalidEmail: InvalidParameter = {
  field: "email",
  code: "email_invalid",
  message: "email must be an email",
};

export function invalidParameters(...errors: InvalidParameter[]): WorkosFailure {
  return {
    ok: false,
    status: 422,
    body: { code: "invalid_request_parameters", message: "Validation failed.", errors },
  };
}

export function rateLimited(retryAfterSeconds: number): WorkosFailure {
  return {
    ok: false,
    status: 429,
    body: { code: "rate_limit_exceeded", message: "Too many requests." },
    retryAfterSeconds,
  };
}

/** What an expired, replayed, revoked or foreign code or refresh token is answered with (RFC 6749, section 5.2). */
export function invalidGrant(description: string): WorkosFailure {
  return oauthFailure("invalid_grant", description);
}

/** What a newcomer is answered where accounts are made by invitation alone. */
export function signUpNotAllowed(): WorkosFailure {
  return oauthFailure("sign_up_not_allowed", "Sign-up is not allowed in this environment.");
}
