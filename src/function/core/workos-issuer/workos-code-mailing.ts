import type { CodeMailing } from "../feature/code-mailing.ts";
import type { Core } from "../feature/core.ts";
import { answerWorkosFailure } from "../workos/workos-failure-answer.ts";

/**
 * Has WorkOS mail the codes. Its failure is reported at once, or remembered for the next send when it comes after the answer: without
 * another issuer there is no other mail.
 */
export function createWorkosCodeMailing({ breaker, askForCodeMail }: Core): CodeMailing {
  return {
    mayHoldLink: false,
    isFailing: () => breaker.isFailing(),

    readOutage: (context) => {
      const failure = breaker.readUnreportedFailure();
      return failure === null ? null : answerWorkosFailure(context, failure);
    },

    mail: ({ challenge, browser, answerIsDue }) => {
      let isLate = false;
      const task = askForCodeMail(challenge.email, browser, challenge.invitationToken).then((result) => {
        if (result.kind === "already_on_its_way") return result;
        if (result.kind === "accepted") breaker.recordAnswer();
        else if (isLate) breaker.recordUnreportedFailure(result);
        else breaker.recordReportedFailure(result);
        return result;
      });
      const late = answerIsDue.then(() => {
        isLate = true;
        return { kind: "accepted" } as const;
      });
      const reportedFailure = Promise.race([task, late]).then((outcome) =>
        outcome.kind === "accepted" || outcome.kind === "already_on_its_way"
          ? null
          : (context: Parameters<typeof answerWorkosFailure>[0]) => answerWorkosFailure(context, outcome),
      );
      return { task, reportedFailure };
    },
  };
}
