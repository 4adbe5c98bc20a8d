import * as v from "valibot";

/** A sign-in that WorkOS keeps pending until its step is answered. */
export type WorkosStep = {
  /** Continues the sign-in; a secret that only the function and its sealed cookie hold. */
  pendingAuthenticationToken: string;
  step:
    | { kind: "choose_organization"; organizations: { id: string; name: string }[] }
    | { kind: "totp"; authenticationFactorId: string }
    /** @property email the address to which WorkOS mailed the code; null when it doesn't say */
    | { kind: "verify_email"; email: string | null };
};

const identifier = v.pipe(v.string(), v.minLength(1));
const pending = { pending_authentication_token: identifier };

const organizationSchema = v.object({
  ...pending,
  organizations: v.pipe(v.array(v.object({ id: identifier, name: v.string() })), v.minLength(1)),
});
const factorsSchema = v.object({
  ...pending,
  authentication_factors: v.array(v.object({ id: identifier, type: v.string() })),
});
const verificationSchema = v.object({ ...pending, email: v.optional(v.nullable(v.string())) });

/**
 * The step that a refused authentication requires, or null when it can't be answered here: enrolling a factor, a factor other
 * than an app's, a bot check, or a response without what is needed to continue.
 */
export function readWorkosStep(refusal: {
  workosErrorCode: string | null;
  body: unknown;
}): WorkosStep | null {
  const { workosErrorCode, body } = refusal;
  if (workosErrorCode === "organization_selection_required" && v.is(organizationSchema, body)) {
    return hold(body, { kind: "choose_organization", organizations: body.organizations });
  }
  if (workosErrorCode === "mfa_challenge" && v.is(factorsSchema, body)) {
    const factor = body.authentication_factors.find(({ type }) => type === "totp");
    return factor === undefined ? null : hold(body, { kind: "totp", authenticationFactorId: factor.id });
  }
  if (workosErrorCode === "email_verification_required" && v.is(verificationSchema, body)) {
    return hold(body, { kind: "verify_email", email: body.email ?? null });
  }
  return null;
}

function hold(body: { pending_authentication_token: string }, step: WorkosStep["step"]): WorkosStep {
  return { pendingAuthenticationToken: body.pending_authentication_token, step };
}
