import type { Core } from "../feature/core.ts";
import type { CodeCheck, CodeMailing, IssuedSession, Issuer } from "../feature/issuer.ts";
import { clockSkewMs } from "../store/sealed-entries.ts";
import { createWorkosRefresh, type KeptWorkosSession, parseWorkosPayload } from "./kept-session.ts";
import { readSignInOutcome } from "./sign-in-outcome.ts";
import { clientAddressKey } from "../../../contract/client-address.ts";
import { answerProblem } from "../http/problem-answer.ts";
import { answerWorkosFailure, isWorkosFailure } from "../workos/workos-error.ts";

/** The WorkOS issuer: Magic Auth codes, and sessions whose refresh token is sealed in the session cookie. */
export function createWorkosIssuer(core: Core): Issuer {
  const refresh = createWorkosRefresh(core);

  return {
    name: "workos",
    mailing: createWorkosCodeMailing(core),
    checkCode: createWorkosCodeCheck(core),
    mailboxSignIn: null,
    recognizeSession: (payload) => {
      const session = parseWorkosPayload(payload);
      if (session === null) return null;
      return {
        id: session.sessionId ?? session.userId,
        subject: session.userId,
        refresh: async (context, organizationId) => await refresh(context, session, organizationId),
        revoke: async (...asked) => await revoke(core, session, ...asked),
      };
    },
    trusted: null,
  };
}

async function revoke(core: Core, session: KeptWorkosSession, ...asked: Parameters<IssuedSession["revoke"]>) {
  const [everywhere, askedAtMs] = asked;
  const { sessionId, userId } = session;
  if (sessionId !== null) await core.signedOutSessions.add(sessionId);
  else if (!everywhere) return "unknown_session";
  const listed = everywhere ? await core.workos.listActiveSessionIds(userId, askedAtMs + clockSkewMs) : null;
  const sessionIds = new Set(listed?.kind === "listed" ? listed.sessionIds : []);
  if (sessionId !== null) sessionIds.add(sessionId);
  const result = await core.workos.revokeSessions([...sessionIds]);
  if (result.kind !== "revoked" || (listed !== null && listed.kind !== "listed")) return "not_reached";
  return listed?.isComplete === false ? "unknown_session" : "revoked";
}

const notCompared: CodeCheck = { kind: "wrong", wasCompared: false };

/** Checks codes at WorkOS. */
function createWorkosCodeCheck(core: Core): Issuer["checkCode"] {
  return async ({ context, challenge, typed, isOnlyIssuer }) => {
    if (typed.kind === "pairing_code") return notCompared;
    // While WorkOS is down its codes can't be compared. Every address then gets the answer to a wrong code: any other answer
    // would reveal which issuer knows the address (account enumeration).
    if (!isOnlyIssuer && core.breaker.isOpen()) return notCompared;

    const browser = core.readBrowser(context.request.headers);
    const { email, invitationToken } = challenge;
    const result = await core.workos.verifyOneTimeCode(email, typed.oneTimeCode, browser, invitationToken);
    if (!isOnlyIssuer && isWorkosFailure(result) && (await core.breaker.recordFailure(result, browser)))
      return notCompared;
    return readSignInOutcome(core, context, challenge, result, "no_challenge");
  };
}

const lateFailureMs = 30_000;

/**
 * Mails codes through WorkOS. A failure is reported at once, or to the same client's next sends if it comes after the answer:
 * without another issuer there is no other way to mail.
 */
function createWorkosCodeMailing(core: Core): CodeMailing {
  const { breaker } = core;
  /** By client: its next sends report it. */
  const options = { name: "late-failures", lifetimeMs: lateFailureMs, maximumKeys: 10_000 };
  const lateFailures = core.counterStore.createEntries({ ...options, keptInProcess: "while_down" });

  return {
    mayHoldLink: false,
    isFailing: () => breaker.isOpen(),

    readOutage: async (context) => {
      const { address } = core.readBrowser(context.request.headers);
      const isLate = (await lateFailures.read(clientAddressKey(address))) !== null;
      const retryAfterSeconds = Math.max(breaker.readSecondsLeft(), isLate ? lateFailureMs / 1000 : 0);
      return retryAfterSeconds > 0
        ? answerProblem(context, "workos_unreachable", { retryAfterSeconds })
        : null;
    },

    mail: ({ challenge, browser, answerIsDue }) => {
      let isLate = false;
      const ask = async () => {
        const result = await core.askForCodeMail(challenge.email, browser, challenge.invitationToken);
        const client = clientAddressKey(browser.address);
        if (result.kind === "accepted") await lateFailures.take(client);
        if (isLate && isWorkosFailure(result) && result.kind !== "rate_limited") {
          const report = async () => await lateFailures.write(client, "1");
          if (browser.address !== null) await report();
          // Clients with unknown addresses have one key: what one of them provokes is no outage for all (denial of service).
          if (await breaker.recordFailure(result, browser)) await report();
        }
        return result;
      };
      const task = ask();
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
