import type { Handler } from "hono";

import { parseRedeemEmailLinkRequest } from "../../../contract/email-link.ts";
import { formatPairingCode } from "../../../contract/pairing-code.ts";
import { answerProblem } from "../../core/answers/problem-answer.ts";
import type { Cookies } from "../../core/cookies/cookies.ts";
import { findUsedUpWindow } from "../../core/counters/count-limit.ts";
import type { Limit } from "../../core/counters/limits.ts";
import { openChallenge } from "../../core/email-code/challenge.ts";
import type { FunctionContext } from "../../core/function-context.ts";
import type { Sealer } from "../../core/sealing/sealer.ts";
import type { ChallengeSecrets } from "./challenge-secrets.ts";
import type { EmailLinkTokens } from "./email-link-tokens.ts";
import type { FinishLocalSignIn } from "./local-sign-in.ts";

/**
 * `POST /api/email-link/redeem`: a session in the browser that asked for the link; in any other one a code that finishes the
 * sign-in there, so that a link opened on a phone is of use on the desktop, and of none to a mail scanner or to whom it was forwarded.
 */
export function redeemEmailLink(parts: {
  sealer: Sealer;
  cookies: Cookies;
  readIncarnation: () => Promise<string>;
  usesPerChallenge: Limit;
  linkTokens: EmailLinkTokens;
  secrets: ChallengeSecrets;
  finishLocalSignIn: FinishLocalSignIn;
  now: () => number;
}): Handler<FunctionContext> {
  return async (context) => {
    const request = parseRedeemEmailLinkRequest(context.get("body"));
    if (request === null) return answerProblem(context, "invalid_request");
    if (request.token === null) return answerProblem(context, "link_invalid");
    const link = await parts.linkTokens.read(request.token, await parts.readIncarnation());
    if (link === null) return answerProblem(context, "link_invalid");
    const nowMs = parts.now();
    if (link.expiresAtMs <= nowMs) return answerProblem(context, "link_expired");
    if ((await findUsedUpWindow(parts.usesPerChallenge, link.challengeId)) !== null) {
      return answerProblem(context, "link_used");
    }

    const sealed = parts.cookies.read(context, "portico-challenge");
    const challenge = sealed === null ? null : await openChallenge(parts.sealer, sealed);
    if (challenge?.challengeId === link.challengeId) {
      return await parts.finishLocalSignIn(context, challenge, "EmailLink");
    }
    const pairingCode = await parts.secrets.derivePairingCode(link.challengeId);
    return context.json({
      pairingCode: formatPairingCode(pairingCode),
      expiresInSeconds: Math.floor((link.expiresAtMs - nowMs) / 1000),
    });
  };
}
