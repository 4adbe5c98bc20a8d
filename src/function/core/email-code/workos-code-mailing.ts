import { answerWorkosFailure } from "../answers/workos-failure-answer.ts";
import type { WorkosBreaker } from "../workos/workos-breaker.ts";
import type { CodeMailing } from "./code-mailing.ts";
import type { AskForCodeMail } from "./code-mails.ts";

/**
 * Codes by WorkOS alone. A failure of WorkOS itself is told at once, or remembered for the next send when it comes after the
 * answer: nobody else could mail a code.
 */
export function createWorkosCodeMailing(parts: {
  breaker: WorkosBreaker;
  askForCodeMail: AskForCodeMail;
}): CodeMailing {
  const { breaker } = parts;
  return {
    mayHoldLink: false,

    readOutage: (context) => {
      const failure = breaker.readUntoldFailure();
      return failure === null ? null : answerWorkosFailure(context, failure);
    },

    mail: ({ challenge, browser, moment }) => {
      let isLate = false;
      const task = parts
        .askForCodeMail(challenge.email, browser, challenge.invitationToken)
        .then((result) => {
          if (result.kind === "already_on_its_way") return result;
          if (result.kind === "accepted") breaker.recordAnswer();
          else if (isLate) breaker.recordUntoldFailure(result);
          else breaker.recordToldFailure(result);
          return result;
        });
      const late = moment.then(() => {
        isLate = true;
        return { kind: "accepted" } as const;
      });
      const toldFailure = Promise.race([task, late]).then((outcome) =>
        outcome.kind === "accepted" || outcome.kind === "already_on_its_way"
          ? null
          : (context: Parameters<typeof answerWorkosFailure>[0]) => answerWorkosFailure(context, outcome),
      );
      return { task, toldFailure };
    },
  };
}
