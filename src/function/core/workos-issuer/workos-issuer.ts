import type { Core } from "../feature/core.ts";
import type { CodeCheck, CodeMailing, Issuer } from "../feature/issuer.ts";
import { createWorkosRefresh, parseWorkosPayload } from "./kept-session.ts";
import { createSessionRevocation } from "./session-revocation.ts";
import { readSignInOutcome } from "./sign-in-outcome.ts";
import { answerWorkosFailure } from "../workos/workos-error.ts";

/** The WorkOS issuer: Magic Auth codes, and sessions whose refresh token is sealed in the session cookie. */
export function createWorkosIssuer(core: Core): Issuer {
  const refresh = createWorkosRefresh(core);
  const revoke = createSessionRevocation(core);

  return {
    name: "workos",
    mailing: createWorkosCodeMailing(core),
    checkCode: createWorkosCodeCheck(core),
    mailboxSignIn: null,
    recognizeSession: (payload) => {
      const session = parseWorkosPayload(payload);
      if (session === null) return null;
      return {
        subject: session.userId,
        refresh: async (context, organizationId) => await refresh(context, session, organizationId),
        revoke: async (everywhere) => {
          if (session.sessionId !== null) core.signedOutSessions.add(session.sessionId);
          return await revoke(session, everywhere);
        },
      };
    },
    trusted: null,
  };
}

const notCompared: CodeCheck = { kind: "wrong", wasCompared: false };

/** Checks codes at WorkOS. */
function createWorkosCodeCheck(core: Core): Issuer["checkCode"] {
  return async ({ context, challenge, typed, isOnlyIssuer }) => {
    if (typed.kind === "pairing_code") return notCompared;
    // While WorkOS is down its codes can't be compared. Every address then gets the answer to a wrong code: any other answer
    // would reveal which issuer knows the address (account enumeration).
    if (!isOnlyIssuer && core.breaker.isFailing()) return notCompared;

    const result = await core.workos.verifyOneTimeCode(
      challenge.email,
      typed.oneTimeCode,
      core.readBrowser(context.req.raw.headers),
      challenge.invitationToken,
    );
    return readSignInOutcome(core, context, challenge, result, "no_challenge");
  };
}

/**
 * Mails codes through WorkOS. A failure is reported at once, or remembered for the next send if it comes after the answer:
 * without another issuer there is no other way to mail.
 */
function createWorkosCodeMailing({ breaker, askForCodeMail }: Core): CodeMailing {
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
        else breaker.recordFailure(result, { isReported: !isLate });
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
