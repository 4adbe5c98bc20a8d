import * as v from "valibot";

const nameSchema = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_]{0,63}$/));

/**
 * The name of WorkOS's refusal, which is in `code`, in `error` or nowhere; null for anything that doesn't look like a name: some
 * refusals have a sentence there, which must be neither logged nor shown.
 */
export function readRefusalName(body: unknown): string | null {
  for (const member of ["code", "error"]) {
    const result = v.safeParse(v.object({ [member]: nameSchema }), body);
    if (result.success) return result.output[member] ?? null;
  }
  // "Must use SSO for selected organization" is the one refusal that WorkOS names by its sentence only.
  const sentence = v.safeParse(v.object({ message: v.string() }), body);
  return sentence.success && /\bSSO\b/.test(sentence.output.message) ? "sso_required" : null;
}

const refusalSchema = v.union([
  v.looseObject({ error: v.string() }),
  v.looseObject({ code: v.string() }),
  v.looseObject({ message: v.string() }),
]);

/** Whether WorkOS can have written the body: a firewall's or a gateway's page refuses nothing in its name. */
export function isRefusalBody(body: unknown): boolean {
  return v.is(refusalSchema, body);
}

/**
 * What WorkOS requires of the person or of the deployment before it refreshes a session, whatever the organization. WorkOS's
 * OpenAPI document, `POST /user_management/authenticate`.
 */
const requirements: ReadonlySet<string | null> = new Set([
  "access_denied",
  "application_consent_required",
  "authentication_method_not_allowed",
  "email_password_auth_disabled",
  "email_verification_required",
  "extra_attributes_required",
  "invalid_client",
  "mfa_challenge",
  "mfa_enrollment",
  "mfa_verification",
  "organization_authentication_methods_required",
  "organization_selection_required",
  "passkey_progressive_enrollment",
  "pkce_not_supported",
  "radar_challenge",
  "radar_email_challenge",
  "radar_sign_up_challenge",
  "radar_sms_challenge",
  "radar_sms_sign_in_challenge",
  "sign_up_not_allowed",
  "sso_required",
  "token_too_big",
  "unauthorized_client",
]);

/**
 * Whether the refusal of a refresh that named an organization is about that organization: the person was removed from it, or it was
 * deleted. WorkOS has several names for that and a 404 without one, so it is every refusal but those that mean something else. The
 * same refresh without the organization then shows whether that is right.
 */
export function isAboutOrganization(refusalName: string | null): boolean {
  return refusalName !== "invalid_grant" && !requirements.has(refusalName);
}

/** Names of refusals that say of the organization itself that it isn't there, or not for this person. */
const denials =
  /organization|^(?:entity_not_found|forbidden|invalid_request|invalid_request_parameters|not_found)$/;

/**
 * Whether the refusal of a chosen organization says that the person isn't in it: WorkOS's own page for it would only end in an error.
 * An unknown name may be a requirement that WorkOS's page explains.
 */
export function deniesOrganization(refusalName: string | null): boolean {
  return isAboutOrganization(refusalName) && (refusalName === null || denials.test(refusalName));
}

/** OAuth's names for a server that can't answer right now (RFC 6749, section 4.1.2.1; RFC 8628, section 3.5), and those of limits. */
const temporaryNames: ReadonlySet<string | null> = new Set([
  "rate_limit_exceeded",
  "rate_limited",
  "server_error",
  "slow_down",
  "temporarily_unavailable",
  "too_many_requests",
]);

/** Whether the same request may succeed later. 408 and 425 (RFC 8470) are about how it has arrived. */
export function isTemporary(status: number, refusalName: string | null): boolean {
  return status >= 500 || [408, 425, 429].includes(status) || temporaryNames.has(refusalName);
}
