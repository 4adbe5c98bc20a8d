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
