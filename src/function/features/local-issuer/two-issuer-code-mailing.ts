import type { Context } from "hono";

import type { Account } from "./accounts/account.ts";
import { answerProblem } from "../../core/answers/problem-answer.ts";
import type { EmitEvent } from "../../core/events/auth-event.ts";
import type { FunctionContext } from "../../core/function-context.ts";
import { asOutage, type ChooseIssuer, type IssuerChoice } from "./choose-issuer.ts";
import type { MailLocalCode } from "./local-code-mails.ts";
import type { FingerprintEmail } from "../../core/logging/email-fingerprint.ts";
import type { WriteLogEvent } from "../../core/logging/log-entry.ts";
import type { MailOutage } from "./mail/mail-outage.ts";
import type { WorkosApi } from "../../core/workos/workos-api.ts";
import type { WorkosBreaker } from "../../core/workos/workos-breaker.ts";
import { isWorkosFailure } from "../../core/workos/workos-error.ts";
import type { Challenge } from "../../core/email-code/challenge.ts";
import type { CodeMailing, CodeMailRequest } from "../../core/email-code/code-mailing.ts";
import type { AskForCodeMail } from "../../core/email-code/code-mails.ts";

/**
 * Codes by WorkOS or by the local issuer, whose turn it is. What becomes of a mail is told to nobody: which issuer was asked, and with
 * what success, depends on the account. Only that no mail goes out at all is told, as found by a look at the mail server that every send
 * begins with: at once when it is found by the moment of the answer, to the next who asks otherwise.
 */
export function createTwoIssuerCodeMailing(parts: {
  chooseIssuer: ChooseIssuer;
  askForCodeMail: AskForCodeMail;
  findUser: WorkosApi["findUser"];
  mailLocalCode: MailLocalCode;
  breaker: WorkosBreaker;
  mailOutage: MailOutage;
  fingerprintEmail: FingerprintEmail;
  writeLog: WriteLogEvent;
  emit: EmitEvent;
}): CodeMailing {
  const mailLocally = async (
    request: CodeMailRequest,
    account: Account,
    reason: "workos_down" | "not_in_workos",
  ): Promise<void> => {
    const { challenge, lane, language } = request;
    const result = await parts.mailLocalCode({ challenge, account, lane, language });
    const emailFingerprint = await parts.fingerprintEmail(challenge.email);
    const { holdsCode } = result;
    parts.emit(
      result.kind === "sent"
        ? { event: "code_mailed", issuer: "local", emailFingerprint, holdsCode }
        : { event: "mail_failed", emailFingerprint },
    );
    parts.writeLog(result.kind === "sent" ? "info" : "warn", {
      event: "local_code_mailed",
      emailFingerprint,
      reason,
      holdsCode,
      cause: result.kind === "sent" ? null : result.cause,
    });
  };

  /** An invitation is WorkOS's: a session of the local issuer's couldn't take it. */
  const chooseFor = async ({ email, invitationToken }: Challenge): Promise<IssuerChoice> =>
    invitationToken === null ? await parts.chooseIssuer(email) : { issuer: "workos", fallback: null };

  const mailByTurn = async (request: CodeMailRequest): Promise<void> => {
    const { challenge, browser } = request;
    const choice = await chooseFor(challenge);
    switch (choice.issuer) {
      case "none":
        parts.writeLog("info", {
          event: "no_code_mailed",
          emailFingerprint: await parts.fingerprintEmail(challenge.email),
          reason: choice.reason,
        });
        return;
      case "local":
        await mailLocally(request, choice.account, choice.reason);
        return;
      case "workos": {
        const result = await parts.askForCodeMail(challenge.email, browser, challenge.invitationToken);
        switch (result.kind) {
          case "accepted":
            parts.breaker.recordAnswer();
            return;
          case "already_on_its_way":
            return;
          case "rate_limited": {
            if (choice.fallback === null) return;
            // Is it this address's own limit, or does WorkOS refuse us altogether?
            const user = await parts.findUser(challenge.email);
            if (!isWorkosFailure(user)) return;
            parts.breaker.recordToldFailure(asOutage(user));
            await mailLocally(request, choice.fallback, "workos_down");
            return;
          }
          case "unreachable":
          case "credentials_refused":
            parts.breaker.recordToldFailure(result);
            if (choice.fallback !== null) await mailLocally(request, choice.fallback, "workos_down");
            return;
          default:
            return result satisfies never;
        }
      }
      default:
        return choice satisfies never;
    }
  };

  const answerOutage = (context: Context<FunctionContext>): Response =>
    answerProblem(context, "mail_unreachable", {
      retryAfterSeconds: parts.mailOutage.readRetryAfterSeconds() ?? 1,
    });

  return {
    mayHoldLink: true,
    readOutage: (context) =>
      parts.mailOutage.readRetryAfterSeconds() === null ? null : answerOutage(context),
    mail: (request) => {
      const found = Promise.race([
        parts.mailOutage.look().then((canMail) => (canMail ? "ready" : "failing")),
        request.moment.then(() => "late" as const),
      ]);
      // Who is told that no mail goes out gets no challenge either, so that a code would be of no use.
      const mailUnlessTold = async (): Promise<void> => {
        if ((await found) !== "failing") await mailByTurn(request);
      };
      return {
        task: mailUnlessTold(),
        toldFailure: found.then((mail) => (mail === "failing" ? answerOutage : null)),
      };
    },
  };
}
