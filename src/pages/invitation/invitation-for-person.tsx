import { useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router-dom";

import { describeConsoleFailure } from "../describe-console-failure.ts";
import { consoleMessages } from "../../config/messages/console.ts";
import { defaultReturnTo } from "../../config/paths.ts";
import { apiPaths } from "../../contract/api-paths.ts";
import { type FunctionFailure } from "../../contract/function-call.ts";
import { type InspectInvitationAnswer, parseAcceptInvitationAnswer } from "../../contract/invitations.ts";
import { mayTakeInvitation } from "../../contract/invitation-rule.ts";
import { formatEmailAddress } from "../../contract/readable-email-address.ts";
import { type Auth } from "../../session/auth.ts";
import { type Session } from "../../session/session-state.ts";
import { useAuth } from "../../session/use-auth.ts";
import { describeStartFailure } from "../../sign-in/authkit/describe-start-failure.ts";
import { Button } from "../../ui/button.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Stack } from "../../ui/stack.tsx";
import { callAsPerson } from "../console-calls.ts";
import { buildInvitationPath } from "./invitation-path.ts";

type AuthorizationOptions = NonNullable<Parameters<Auth["getSignInUrl"]>[0]>;

type Props = {
  token: string;
  invitation: InspectInvitationAnswer;
  session: Session;
  /** Called with true before the sign-out of an account switch, which would otherwise unmount this component, and with false after it. */
  setIsSwitching: (isSwitching: boolean) => void;
};

/** Lets the signed-in user accept the invitation, or says why this account can't and offers to switch. */
export function InvitationForPerson({ token, invitation, session, setIsSwitching }: Props) {
  const { isWorkosConfigured, switchToOrganization, signOut, getSignInUrl } = useAuth();
  const navigate = useNavigate();
  const [underWay, setUnderWay] = useState<"join" | "switch" | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  // Leaving this page during a switch means staying signed in.
  const isHere = useRef(false);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);
  useEffect(() => {
    // Back has restored the page in its busy state.
    const comeBack = ({ persisted }: PageTransitionEvent) => {
      if (persisted) setUnderWay(null);
    };
    window.addEventListener("pageshow", comeBack);
    return () => window.removeEventListener("pageshow", comeBack);
  }, []);
  const words = consoleMessages.acceptInvitation;
  const own = session.user.email;
  const mayTake = mayTakeInvitation({
    invitedEmail: invitation.email,
    accountEmail: own,
    organizationId: invitation.organization?.id ?? null,
  });

  const mayJoin = mayTake && session.impersonator === null;

  const fail = (reason: string) => {
    setProblem(reason);
    setUnderWay(null);
  };

  const buildUrl = async (options: AuthorizationOptions): Promise<string | null> => {
    try {
      return await getSignInUrl({ ...options, invitationToken: token });
    } catch (error) {
      fail(describeStartFailure(error));
      return null;
    }
  };

  const join = async () => {
    setUnderWay("join");
    setProblem(null);
    const result = await callAsPerson(apiPaths.acceptInvitation, { token }, parseAcceptInvitationAnswer);
    if (!result.ok && isLeftToWorkos(result.failure)) {
      const url = await buildUrl({ loginHint: own, screenHint: "sign-in", returnTo: defaultReturnTo });
      if (url !== null) window.location.assign(url);
      return;
    }
    if (!result.ok) {
      fail(describeConsoleFailure(result.failure));
      return;
    }
    const { organizationId } = result.value;
    // The membership exists either way; after a failed switch, the organization switcher offers another try.
    if (organizationId !== null) await switchToOrganization({ organizationId }).catch(() => undefined);
    void navigate(defaultReturnTo, { replace: true });
  };

  const switchAccount = async () => {
    setUnderWay("switch");
    setProblem(null);
    // Built before the sign-out, so that the session isn't lost if the redirect can't start. The sign-out keeps the pending request
    // in this tab's storage.
    const url = isWorkosConfigured
      ? await buildUrl({
          prompt: "login",
          loginHint: invitation.email,
          returnTo: buildInvitationPath(token),
        })
      : null;
    if (!isHere.current || (isWorkosConfigured && url === null)) return;
    setIsSwitching(true);
    await signOut({ navigate: false }).catch(() => undefined);
    if (url !== null) window.location.assign(url);
    // Without WorkOS, this page then offers the email code.
    setIsSwitching(false);
  };

  return (
    <>
      {mayTake && !mayJoin && <Notice tone="info">{consoleMessages.frame.notInTheirName}</Notice>}
      {!mayTake && (
        <Notice tone="info">
          {words.otherAddress(formatEmailAddress(invitation.email), formatEmailAddress(own))}
        </Notice>
      )}
      {problem !== null && <Notice tone="problem">{problem}</Notice>}
      <Stack gap="medium">
        {mayJoin && (
          <Button
            look="primary"
            isBusy={underWay === "join"}
            busyLabel={words.joining}
            disabled={underWay === "switch"}
            onClick={() => void join()}
          >
            {words.join(formatEmailAddress(own))}
          </Button>
        )}
        <Button
          look={mayJoin ? "secondary" : "primary"}
          isBusy={underWay === "switch"}
          busyLabel={consoleMessages.frame.signingOut}
          disabled={underWay === "join"}
          onClick={() => void switchAccount()}
        >
          {words.switchAccount}
        </Button>
        <LinkButton look="quiet" to={defaultReturnTo}>
          {words.stay}
        </LinkButton>
      </Stack>
    </>
  );
}

/** An address of the same domain may accept the invitation, but only through WorkOS. */
function isLeftToWorkos(failure: FunctionFailure): boolean {
  return failure.kind === "problem" && failure.problem.code === "continue_with_workos";
}
