import type { Context, MiddlewareHandler } from "hono";

import type { AccessRule } from "../../core/feature/call.ts";
import { answerProblem } from "../../core/http/problem-answer.ts";
import { answerWorkosFailure, malformedAnswer } from "../../core/workos/workos-error.ts";
import type { FunctionContext } from "../../core/http/function-context.ts";
import type { VerifyAccessToken } from "./verify-access-token.ts";

/** `Authorization: Bearer TOKEN` (RFC 6750 section 2.1); the token itself is checked by its verifier. */
const bearerCredentials = /^bearer +([^\s,]+)$/i;

/**
 * Middleware that admits only requests whose access token satisfies the call's rule, and stores the caller with the request.
 * It reads no cookie, so another site's page can't make a browser call (cross-site request forgery).
 *
 * Tokens of the local issuer, and all others with `acr: email`, are refused whatever roles and permissions they claim (downgrade).
 */
export function requireAccess(
  verifyAccessToken: VerifyAccessToken,
  rule: AccessRule,
): MiddlewareHandler<FunctionContext> {
  return async (context, next) => {
    const token = bearerCredentials.exec(context.req.header("Authorization") ?? "")?.[1];
    if (token === undefined) {
      const failureCode =
        context.req.header("Authorization") === undefined ? "no_access_token" : "access_token_refused";
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
        context.set("access", access);
        if (rule.scope === "account") return await next();
        if (access.organizationId === null) return answerProblem(context, "organization_required");
        if (!access.permissions.includes(rule.permission)) {
          return answerProblem(context, "permission_missing", { detail: rule.permission });
        }
        context.set("organizationId", access.organizationId);
        return await next();
      }
      default:
        return verification satisfies never;
    }
  };
}

/** A 401 that names the scheme; for a refused token it doesn't say why (RFC 6750 section 3). */
function answerUnauthorized(
  context: Context<FunctionContext>,
  failureCode: "no_access_token" | "access_token_refused",
): Response {
  context.header(
    "WWW-Authenticate",
    failureCode === "no_access_token" ? "Bearer" : 'Bearer error="invalid_token"',
  );
  return answerProblem(context, failureCode);
}
