import { apiPaths } from "../../../contract/api-paths.ts";
import {
  otherBrowserAnswerSchema,
  parseRedeemEmailLinkRequest,
  redeemEmailLinkRequestSchema,
} from "../../../contract/email-link.ts";
import { formatPairingCode } from "../../../contract/pairing-code.ts";
import { findUsedUpWindow } from "../../core/counters/limits.ts";
import { limitTable } from "../../core/counters/limit-table.ts";
import { type Call, sessionSuccess } from "../../core/feature/call.ts";
import type { Handler } from "../../core/http/context.ts";
import { answerProblem } from "../../core/http/problem-answer.ts";
import type { LocalIssuerParts } from "./local-issuer-parts.ts";

/**
 * A session in the browser that requested the link; in any other browser a code to type in the first one. So a link opened on a
 * phone works for the desktop, and is useless to mail scanners and to anyone it is forwarded to.
 */
export const redeemEmailLink: Call<LocalIssuerParts> = {
  name: "redeemEmailLink",
  method: "POST",
  path: apiPaths.redeemEmailLink,
  access: null,
  summary:
    "Signs in with the secret of a mailed link, or returns a code to type in the browser that requested it.",
  request: redeemEmailLinkRequestSchema,
  cookies: ["portico-challenge"],
  limits: [limitTable.usesPerChallenge],
  successes: [
    sessionSuccess,
    {
      status: 200,
      description: "Another browser requested the link: the code to type there.",
      schema: otherBrowserAnswerSchema,
    },
  ],
  failures: ["link_invalid", "link_expired", "link_used", "sign_up_not_allowed", "not_found", "codes_paused"],
  handle,
};

function handle(parts: LocalIssuerParts): Handler {
  const { core } = parts;
  return async (context) => {
    const request = parseRedeemEmailLinkRequest(context.body);
    if (request === null) return answerProblem(context, "invalid_request");
    if (request.token === null) return answerProblem(context, "link_invalid");
    const link = await parts.linkTokens.read(request.token, await core.counterStore.readStoreId());
    if (link === null) return answerProblem(context, "link_invalid");
    const nowMs = core.now();
    if (link.expiresAtMs <= nowMs) return answerProblem(context, "link_expired");
    if ((await findUsedUpWindow(core.limit(limitTable.usesPerChallenge), link.challengeId)) !== null) {
      return answerProblem(context, "link_used");
    }

    const asked = await core.challengeCookie.read(context);
    const challenge = asked && (await parts.secrets.readMailed(asked));
    if (challenge?.challengeId === link.challengeId) {
      return await parts.finishSignIn(context, {
        ...challenge,
        authenticationMethod: "EmailLink",
        usedCookie: "portico-challenge",
        usedFailure: "link_used",
      });
    }
    const pairingCode = await parts.secrets.derivePairingCode(link.challengeId);
    return context.json({
      pairingCode: formatPairingCode(pairingCode),
      expiresInSeconds: Math.floor((link.expiresAtMs - nowMs) / 1000),
    });
  };
}
