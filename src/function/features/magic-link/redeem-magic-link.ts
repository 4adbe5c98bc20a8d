import type { Context, Handler } from "hono";

import { type EmailAddress, emailAddressKey, parseEmailAddress } from "../../../contract/email-address.ts";
import type { FailureCode } from "../../../contract/failure.ts";
import { parseRedeemMagicLinkRequest } from "../../../contract/magic-link.ts";
import { answerProblem } from "../../core/answers/problem-answer.ts";
import { answerWorkosFailure } from "../../core/answers/workos-failure-answer.ts";
import type { Cookies } from "../../core/cookies/cookies.ts";
import { countUse, findUsedUpWindow, giveBackUse } from "../../core/counters/count-limit.ts";
import type { Limits } from "../../core/counters/limits.ts";
import type { EmitEvent } from "../../core/events/auth-event.ts";
import type { FunctionContext } from "../../core/function-context.ts";
import type { FinishLocalSignIn } from "../local-issuer/local-sign-in.ts";
import type { FingerprintEmail } from "../../core/logging/email-fingerprint.ts";
import { isEqualInConstantTime } from "../../core/sealing/equal-in-constant-time.ts";
import type { Sealer } from "../../core/sealing/sealer.ts";
import type { WorkosBreaker } from "../../core/workos/workos-breaker.ts";
import type { WorkosMagicLinkCalls, WorkosProfile } from "./workos-magic-link-calls.ts";
import { type MagicLinkRequest, openMagicLinkRequest } from "./magic-link-request.ts";

/**
 * `POST /api/magic-link/redeem`: a session of the local issuer for the code that a Magic Link redirected with, in the browser that
 * asked for the link. In any other browser the code isn't even exchanged.
 */
export function redeemMagicLink(parts: {
  sealer: Sealer;
  cookies: Cookies;
  limits: Limits;
  readIncarnation: () => Promise<string>;
  workos: Pick<WorkosMagicLinkCalls, "exchangeMagicLinkCode">;
  breaker: WorkosBreaker;
  finishLocalSignIn: FinishLocalSignIn;
  fingerprintEmail: FingerprintEmail;
  emit: EmitEvent;
  now: () => number;
}): Handler<FunctionContext> {
  const { attemptsPerChallenge: attempts, usesPerChallenge: uses } = parts.limits;

  /** The request of this browser that the answer belongs to, or why there is none. */
  const findRequest = async (
    context: Context<FunctionContext>,
    oauthState: string,
  ): Promise<MagicLinkRequest | FailureCode> => {
    const sealed = parts.cookies.read(context, "portico-magic-link");
    const request = sealed === null ? null : await openMagicLinkRequest(parts.sealer, sealed);
    if (request === null || !isEqualInConstantTime(request.oauthState, oauthState)) {
      return "link_other_browser";
    }
    // Its uses were counted in a store that has been emptied since.
    const isForgotten = request.incarnation !== (await parts.readIncarnation());
    if (isForgotten || request.expiresAtMs <= parts.now()) return "link_expired";
    return (await findUsedUpWindow(uses, request.oauthState)) === null ? request : "link_used";
  };

  return async (context) => {
    const response = parseRedeemMagicLinkRequest(context.get("body"));
    if (response === null) return answerProblem(context, "invalid_request");
    const request = await findRequest(context, response.oauthState);
    if (typeof request === "string") return answerProblem(context, request);
    const { oauthState, email, returnTo } = request;

    const answerRefused = async (failureCode: FailureCode, wasCompared: boolean): Promise<Response> => {
      const emailFingerprint = await parts.fingerprintEmail(email);
      parts.emit({ event: "sign_in_refused", failureCode, emailFingerprint, wasCompared });
      return answerProblem(context, failureCode);
    };

    const attempt = await countUse(attempts, oauthState);
    if (attempt.kind === "exceeded") return await answerRefused("link_spent", false);
    const result = await parts.workos.exchangeMagicLinkCode(response.authorizationCode);
    switch (result.kind) {
      case "unreachable":
      case "credentials_refused":
        parts.breaker.recordToldFailure(result);
        await giveBackUse(attempts, oauthState);
        return answerWorkosFailure(context, result);
      case "rate_limited":
        await giveBackUse(attempts, oauthState);
        return answerWorkosFailure(context, result);
      case "code_refused":
        parts.breaker.recordAnswer();
        return await answerRefused("link_spent", true);
      case "exchanged":
        parts.breaker.recordAnswer();
        if (!provesMailbox(result.profile, email)) return await answerRefused("link_invalid", true);
        return await parts.finishLocalSignIn(
          context,
          { challengeId: oauthState, email, returnTo },
          "MagicLink",
        );
      default:
        return result satisfies never;
    }
  };
}

/**
 * Whether the profile shows that the address's mail was read. WorkOS exchanges the codes of every kind of connection alike, and the
 * identity provider of a stranger's organization may claim any address (account takeover by a foreign connection).
 */
function provesMailbox(profile: WorkosProfile, email: EmailAddress): boolean {
  const proven = profile.connectionType === "MagicLink" ? parseEmailAddress(profile.email) : null;
  return proven !== null && emailAddressKey(proven) === emailAddressKey(email);
}
