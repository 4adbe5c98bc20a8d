import { parseEmailAddress } from "../../../contract/email-address.ts";
import type { AccessRule } from "../../core/feature/call.ts";
import type { Core } from "../../core/feature/core.ts";
import { answerProblem } from "../../core/http/problem-answer.ts";
import { answerWorkosFailure, malformedAnswer } from "../../core/workos/workos-error.ts";
import type { Check, Context } from "../../core/http/context.ts";
import type { VerifyAccessToken } from "./verify-access-token.ts";

/** `Authorization: Bearer TOKEN` (RFC 6750 section 2.1); the token itself is checked by its verifier. */
const bearerCredentials = /^bearer +([^\s,]+)$/i;

/**
 * A check that admits only requests whose access token satisfies the call's rule, and stores the caller with the request.
 * It reads no cookie, so another site's page can't make a browser call (cross-site request forgery).
 *
 * Tokens of the local issuer, and all others with `acr: email`, are refused whatever roles and permissions they claim (downgrade).
 * An administrator who is signed in as another person may only read: a change would be made in that person's name (impersonation).
 */
export function requireAccess(
  core: Pick<Core, "fingerprintEmail" | "emit" | "writeLog">,
  verifyAccessToken: VerifyAccessToken,
  rule: AccessRule,
): Check {
  return async (context) => {
    const token = bearerCredentials.exec(context.header("Authorization") ?? "")?.[1];
    if (token === undefined) {
      const failureCode =
        context.header("Authorization") === undefined ? "no_access_token" : "access_token_refused";
      return answerUnauthorized(context, failureCode);
    }
    const verification = await verifyAccessToken(token);
    switch (verification.kind) {
      case "refused":
        return answerUnauthorized(context, "access_token_refused");
      case "keys_unavailable":
        return answerWorkosFailure(context, malformedAnswer);
      case "verified": {
        const { access } = verification;
        if (access.authentication === "email") return answerProblem(context, "stronger_sign_in_required");
        context.verifiedAccess = access;
        const mayImpersonate = context.request.method === "GET";
        if (access.impersonator !== null) {
          await report(core, context, access.subject, access.impersonator, !mayImpersonate);
          if (!mayImpersonate) return answerProblem(context, "impersonation_refused");
        }
        if (rule.scope === "account") return null;
        if (access.organizationId === null) return answerProblem(context, "organization_required");
        if (!access.permissions.includes(rule.permission)) {
          return answerProblem(context, "permission_missing", { detail: rule.permission });
        }
        return null;
      }
      default:
        return verification satisfies never;
    }
  };
}

/** Names both in the events and in the log. */
async function report(
  core: Pick<Core, "fingerprintEmail" | "emit" | "writeLog">,
  context: Context,
  subject: string,
  actor: string,
  wasRefused: boolean,
): Promise<void> {
  const email = parseEmailAddress(actor);
  const impersonatorFingerprint = email === null ? "unknown" : await core.fingerprintEmail(email);
  const event = { event: "impersonated_call", subject, impersonatorFingerprint, wasRefused } as const;
  const call = context.path ?? "unknown";
  core.emit({ ...event, call });
  core.writeLog("info", { ...event, call, reference: context.reference });
}

/** A 401 that names the scheme; for a refused token it doesn't say why (RFC 6750 section 3). */
function answerUnauthorized(
  context: Context,
  failureCode: "no_access_token" | "access_token_refused",
): Response {
  context.setHeader(
    "WWW-Authenticate",
    failureCode === "no_access_token" ? "Bearer" : 'Bearer error="invalid_token"',
  );
  return answerProblem(context, failureCode);
}
