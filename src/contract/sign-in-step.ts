import * as v from "valibot";

import { expectedEmailSchema, type OneTimeCode, parseOneTimeCode } from "./email-code.ts";
import { parseSessionAnswer, type SessionAnswer } from "./session.ts";
import { longestOrganizationId } from "./sign-in-limits.ts";

const stepSchema = v.variant("kind", [
  v.object({
    kind: v.literal("choose_organization"),
    organizations: v.array(v.object({ id: v.string(), name: v.string() })),
  }),
  /** The six digits that an authenticator app shows. */
  v.object({ kind: v.literal("totp") }),
  /** The digits of a second mail, which confirms the address. */
  v.object({ kind: v.literal("verify_email"), email: v.string() }),
]);

/** What somebody has to do after a right code, before there is a session. */
export type SignInStep = v.InferOutput<typeof stepSchema>;

/** Answer of a call that would have given a session, where a step is still between. */
export const requiredStepSchema = v.object({
  step: stepSchema,
  /** The address that is being signed in. */
  email: v.string(),
  /** Whole seconds that the step can be taken. */
  expiresInSeconds: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

/** A step and its circumstances, as the function answers it. What goes on with it lies in a cookie that no script can read. */
export type RequiredStep = v.InferOutput<typeof requiredStepSchema>;

/** What a right answer came to: a session, or a step that is still between. */
export type SignInAnswer =
  | { kind: "signed_in"; session: SessionAnswer }
  | { kind: "step_required"; required: RequiredStep };

/** Answer of `POST /api/email-code/verify` and `…/continue`, or null when something else answered. */
export function parseSignInAnswer(body: unknown): SignInAnswer | null {
  const required = v.safeParse(requiredStepSchema, body);
  if (required.success) return { kind: "step_required", required: required.output };
  const session = parseSessionAnswer(body);
  return session === null ? null : { kind: "signed_in", session };
}

/** Body of `POST /api/email-code/continue`, before the code is looked at. */
export const continueSignInRequestSchema = v.union([
  v.strictObject({
    organizationId: v.pipe(v.string(), v.minLength(1), v.maxLength(longestOrganizationId)),
    expectedEmail: expectedEmailSchema,
  }),
  v.strictObject({ totp: v.pipe(v.string(), v.maxLength(64)), expectedEmail: expectedEmailSchema }),
  v.strictObject({ code: v.pipe(v.string(), v.maxLength(64)), expectedEmail: expectedEmailSchema }),
]);

/** What answers a step, by the step's kind. */
export type ContinueSignInRequest = (
  | { kind: "choose_organization"; organizationId: string }
  | { kind: "totp"; totp: OneTimeCode }
  | { kind: "verify_email"; oneTimeCode: OneTimeCode }
) & { expectedEmail?: string | undefined };

/** Body of `POST /api/email-code/continue`, or null when it is not exactly one answer. */
export function parseContinueSignInRequest(body: unknown): ContinueSignInRequest | null {
  const result = v.safeParse(continueSignInRequestSchema, body);
  if (!result.success) return null;
  const { expectedEmail } = result.output;
  if ("organizationId" in result.output) {
    return { kind: "choose_organization", organizationId: result.output.organizationId, expectedEmail };
  }
  if ("totp" in result.output) {
    const totp = parseOneTimeCode(result.output.totp);
    return totp === null ? null : { kind: "totp", totp, expectedEmail };
  }
  const oneTimeCode = parseOneTimeCode(result.output.code);
  return oneTimeCode === null ? null : { kind: "verify_email", oneTimeCode, expectedEmail };
}

/** The body that answers a step. */
export function buildContinueSignInBody(request: ContinueSignInRequest): Record<string, string> {
  const expected = request.expectedEmail === undefined ? {} : { expectedEmail: request.expectedEmail };
  switch (request.kind) {
    case "choose_organization":
      return { organizationId: request.organizationId, ...expected };
    case "totp":
      return { totp: request.totp, ...expected };
    case "verify_email":
      return { code: request.oneTimeCode, ...expected };
  }
  request satisfies never;
}
