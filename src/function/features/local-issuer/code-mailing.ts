import type { CodeMailing, CodeMailRequest } from "../../core/feature/issuer.ts";
import type { Core } from "../../core/feature/core.ts";
import type { Context } from "../../core/http/context.ts";
import { answerProblem } from "../../core/http/problem-answer.ts";
import type { Account } from "./accounts/account.ts";
import type { ChooseIssuer, IssuerChoice } from "./choose-issuer.ts";
import type { MailLocalCode } from "./local-code-mails.ts";
import type { MailOutage } from "./mail/mail-outage.ts";

/**
 * Mails codes through WorkOS or the local issuer, as chosen for the address. The result of a mail isn't reported, because issuer and
 * success depend on the account (account enumeration). Only a general outage is: every send begins with a check of the mail server,
 * and its failure is reported at once if it is found before the answer is due, otherwise to the next send.
 */
export function createCodeMailing(
  core: Core,
  parts: {
    chooseIssuer: ChooseIssuer;
    mailLocalCode: MailLocalCode;
    mailOutage: MailOutage;
  },
): CodeMailing {
  const mailLocally = async (
    request: CodeMailRequest,
    account: Account,
    reason: "workos_down" | "not_in_workos",
  ): Promise<void> => {
    const { challenge, deviceId, language, linkOrigin } = request;
    const result = await parts.mailLocalCode({ challenge, account, deviceId, language, linkOrigin });
    const emailFingerprint = await core.fingerprintEmail(challenge.email);
    const { holdsCode } = result;
    core.emit(
      result.kind === "sent"
        ? { event: "code_mailed", issuer: "local", emailFingerprint, holdsCode }
        : { event: "mail_failed", emailFingerprint },
    );
    core.writeLog(result.kind === "sent" ? "info" : "warn", {
      event: "local_code_mailed",
      emailFingerprint,
      reason,
      holdsCode,
      cause: result.kind === "sent" ? null : result.cause,
    });
  };

  /** Invitations belong to WorkOS: a session of the local issuer couldn't accept one. */
  const chooseFor = async ({ challenge, browser }: CodeMailRequest): Promise<IssuerChoice> =>
    challenge.invitationToken === null
      ? await parts.chooseIssuer(challenge.email, browser)
      : { issuer: "workos", fallback: null };

  const mailByTurn = async (request: CodeMailRequest): Promise<void> => {
    const { challenge, browser } = request;
    const choice = await chooseFor(request);
    switch (choice.issuer) {
      case "none":
        core.writeLog("info", {
          event: "no_code_mailed",
          emailFingerprint: await core.fingerprintEmail(challenge.email),
          reason: choice.reason,
        });
        return;
      case "local":
        await mailLocally(request, choice.account, choice.reason);
        return;
      case "workos": {
        const result = await core.askForCodeMail(challenge.email, browser, challenge.invitationToken);
        switch (result.kind) {
          case "accepted":
          case "already_on_its_way":
            return;
          case "rate_limited":
          case "unreachable":
          case "credentials_refused": {
            const isDown = await core.breaker.recordFailure(result, browser);
            if (isDown && choice.fallback !== null)
              await mailLocally(request, choice.fallback, "workos_down");
            return;
          }
          default:
            return result satisfies never;
        }
      }
      default:
        return choice satisfies never;
    }
  };

  const answerOutage = (context: Context): Response =>
    answerProblem(context, "mail_unreachable", {
      retryAfterSeconds: parts.mailOutage.readRetryAfterSeconds() ?? 1,
    });

  return {
    mayHoldLink: true,
    isFailing: () => parts.mailOutage.readRetryAfterSeconds() !== null,
    readOutage: async (context) =>
      parts.mailOutage.readRetryAfterSeconds() === null ? null : answerOutage(context),
    mail: (request) => {
      const found = Promise.race([
        parts.mailOutage.look().then((canMail) => (canMail ? "ready" : "failing")),
        request.answerIsDue.then(() => "late" as const),
      ]);
      // A reported outage comes without a challenge, so a code would be useless.
      const mailUnlessReported = async (): Promise<void> => {
        if ((await found) !== "failing") await mailByTurn(request);
      };
      return {
        task: mailUnlessReported(),
        reportedFailure: found.then((mail) => (mail === "failing" ? answerOutage : null)),
      };
    },
  };
}
