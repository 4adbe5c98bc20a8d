import * as v from "valibot";

/** A sign-in that WorkOS holds until its step has been taken. */
export type WorkosStep = {
  /** Goes on with the sign-in; a secret of the function and its sealed cookie. */
  pendingAuthenticationToken: string;
  step:
    | { kind: "choose_organization"; organizations: { id: string; name: string }[] }
    | { kind: "totp"; authenticationFactorId: string }
    /** @property email where WorkOS has mailed the code; null where it doesn't say */
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
const verificationSchema = v.object({ ...pending, email: v.optional(v.nullable(v.string()), null) });

/**
 * The step that a refused authentication asks for, or null where it asks for none that can be taken here: enrolling a factor, a
 * factor other than an app's, a bot check, or an answer without what is needed to go on.
 */
export function readWorkosStep(refusal: {
  workosErrorCode: string | null;
  body: unknown;
}): WorkosStep | null {
  switch (refusal.workosErrorCode) {
    case "organization_selection_required": {
      const result = v.safeParse(organizationSchema, refusal.body);
      if (!result.success) return null;
      const { pending_authentication_token: pendingAuthenticationToken, organizations } = result.output;
      return { pendingAuthenticationToken, step: { kind: "choose_organization", organizations } };
    }
    case "mfa_challenge": {
      const result = v.safeParse(factorsSchema, refusal.body);
      if (!result.success) return null;
      const factor = result.output.authentication_factors.find(({ type }) => type === "totp");
      if (factor === undefined) return null;
      return {
        pendingAuthenticationToken: result.output.pending_authentication_token,
        step: { kind: "totp", authenticationFactorId: factor.id },
      };
    }
    case "email_verification_required": {
      const result = v.safeParse(verificationSchema, refusal.body);
      if (!result.success) return null;
      const { pending_authentication_token: pendingAuthenticationToken, email } = result.output;
      return { pendingAuthenticationToken, step: { kind: "verify_email", email } };
    }
    case null:
    default:
      return null;
  }
}
