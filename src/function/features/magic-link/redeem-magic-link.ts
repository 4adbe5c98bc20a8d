import { type EmailAddress, emailAddressKey, parseEmailAddress } from "../../../contract/email-address.ts";
import type { FailureCode } from "../../../contract/failure.ts";
import { countUse, findUsedUpWindow, giveBackUse } from "../../core/counters/limits.ts";
import { limitTable } from "../../core/counters/limit-table.ts";
import { type Call, sessionSuccess } from "../../core/feature/call.ts";
import type { Context, Handler } from "../../core/http/context.ts";
import { answerProblem } from "../../core/http/problem-answer.ts";
import { answerRefusal } from "../../core/feature/refusal.ts";
import { isEqualInConstantTime } from "../../../contract/equal-in-constant-time.ts";
import { answerWorkosFailure } from "../../core/workos/workos-error.ts";
import { magicLinkPaths, parseRedeemMagicLinkRequest, redeemMagicLinkRequestSchema } from "./contract.ts";
import type { MagicLinkRequest } from "./magic-link-request.ts";
import type { MagicLinkParts } from "./magic-link-parts.ts";
import type { WorkosProfile } from "./workos-magic-link-calls.ts";

/**
 * A session for a Magic Link's authorization code, in the browser that requested the link. In any other browser the code isn't
 * even exchanged (login CSRF).
 */
export const redeemMagicLink: Call<MagicLinkParts> = {
  name: "redeemMagicLink",
  method: "POST",
  path: magicLinkPaths.redeem,
  access: null,
  summary: "Signs in with the code and state of a Magic Link's redirect, in the browser that requested it.",
  request: redeemMagicLinkRequestSchema,
  cookies: ["portico-magic-link"],
  clientLimit: limitTable.triesPerClient,
  limits: [limitTable.attemptsPerChallenge, limitTable.usesPerChallenge],
  successes: [sessionSuccess],
  failures: [
    "link_other_browser",
    "link_expired",
    "link_used",
    "link_spent",
    "link_invalid",
    "sign_up_not_allowed",
    "workos_unreachable",
    "not_found",
    "codes_paused",
  ],
  isDeprecated: true,
  handle,
};

function handle({ core, cookie, workos, mailboxSignIn }: MagicLinkParts): Handler {
  const attempts = core.limit(limitTable.attemptsPerChallenge);
  const uses = core.limit(limitTable.usesPerChallenge);

  /** This browser's request for the link, or why there is none. */
  const findRequest = async (
    context: Context,
    oauthState: string,
  ): Promise<MagicLinkRequest | FailureCode> => {
    const request = await cookie.read(context);
    if (request === null || !isEqualInConstantTime(request.oauthState, oauthState)) {
      return "link_other_browser";
    }
    // Its uses were counted in a store that has since been emptied.
    const isForgotten = request.incarnation !== (await core.counterStore.readStoreId());
    if (isForgotten || request.expiresAtMs <= core.now()) return "link_expired";
    return (await findUsedUpWindow(uses, request.oauthState)) === null ? request : "link_used";
  };

  return async (context) => {
    const response = parseRedeemMagicLinkRequest(context.body);
    if (response === null) return answerProblem(context, "invalid_request");
    const request = await findRequest(context, response.oauthState);
    if (typeof request === "string") return answerProblem(context, request);
    const { oauthState, email, returnTo } = request;

    const answerRefused = async (failureCode: FailureCode, wasCompared: boolean): Promise<Response> =>
      await answerRefusal(core, context, email, { failureCode, wasCompared });

    const attempt = await countUse(attempts, oauthState);
    if (attempt.kind === "exceeded") return await answerRefused("link_spent", false);
    const result = await workos.exchangeMagicLinkCode(response.authorizationCode);
    switch (result.kind) {
      case "unreachable":
      case "credentials_refused":
      case "rate_limited":
        await giveBackUse(attempts, oauthState);
        return answerWorkosFailure(context, result);
      case "code_refused":
        return await answerRefused("link_spent", true);
      case "exchanged":
        if (!provesMailbox(result.profile, email)) return await answerRefused("link_invalid", true);
        return await mailboxSignIn.finish(context, {
          challengeId: oauthState,
          email,
          returnTo,
          authenticationMethod: "MagicLink",
          usedCookie: "portico-magic-link",
          usedFailure: "link_used",
        });
      default:
        return result satisfies never;
    }
  };
}

/**
 * Whether the profile proves the mailbox. WorkOS exchanges the codes of all kinds of connections, and an attacker's own identity
 * provider may claim any address (account takeover through a foreign connection).
 */
function provesMailbox(profile: WorkosProfile, email: EmailAddress): boolean {
  const proven = profile.connectionType === "MagicLink" ? parseEmailAddress(profile.email) : null;
  return proven !== null && emailAddressKey(proven) === emailAddressKey(email);
}
