import { useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router-dom";

import { describeConsoleFailure } from "../describe-console-failure.ts";
import { messages } from "../../config/messages.ts";
import { defaultReturnTo } from "../../config/paths.ts";
import { apiPaths } from "../../contract/api-paths.ts";
import { type FunctionFailure } from "../../contract/function-call.ts";
import { type InspectInvitationAnswer, parseAcceptInvitationAnswer } from "../../contract/invitations.ts";
import { mayTakeInvitation } from "../../contract/invitation-rule.ts";
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
  /** Told around a switch of the account, in whose middle there is no person any more to show this to. */
  setIsSwitching: (isSwitching: boolean) => void;
};

/** Lets who is signed in take the invitation, or says why this account can't and offers to switch. */
export function InvitationForPerson({ token, invitation, session, setIsSwitching }: Props) {
  const { isWorkosConfigured, switchToOrganization, signOut, getSignInUrl } = useAuth();
  const navigate = useNavigate();
  const [underWay, setUnderWay] = useState<"join" | "switch" | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  // Who has gone on to the dashboard meanwhile has chosen to stay signed in.
  const isHere = useRef(false);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);
  useEffect(() => {
    // The browser kept the page as it was left, busy with leaving.
    const comeBack = ({ persisted }: PageTransitionEvent) => {
      if (persisted) setUnderWay(null);
    };
    window.addEventListener("pageshow", comeBack);
    return () => window.removeEventListener("pageshow", comeBack);
  }, []);
  const words = messages.acceptInvitation;
  const own = session.user.email;
  const mayTake = mayTakeInvitation({
    invitedEmail: invitation.email,
    accountEmail: own,
    organizationId: invitation.organization?.id ?? null,
  });

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
    // The membership stands either way; where the switch fails, the switcher is there for another try.
    if (organizationId !== null) await switchToOrganization({ organizationId }).catch(() => undefined);
    void navigate(defaultReturnTo, { replace: true });
  };

  const switchAccount = async () => {
    setUnderWay("switch");
    setProblem(null);
    // Built before the sign-out, so that a person who can't leave for WorkOS keeps the session. What the way back needs lies in
    // this tab's storage, and the sign-out leaves that as it is.
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
    // Without WorkOS the person goes on here, as a newcomer with a code.
    setIsSwitching(false);
  };

  return (
    <>
      {!mayTake && <Notice tone="info">{words.otherAddress(invitation.email, own)}</Notice>}
      {problem !== null && <Notice tone="problem">{problem}</Notice>}
      <Stack gap="medium">
        {mayTake && (
          <Button
            look="primary"
            isBusy={underWay === "join"}
            busyLabel={words.joining}
            disabled={underWay === "switch"}
            onClick={() => void join()}
          >
            {words.join(own)}
          </Button>
        )}
        <Button
          look={mayTake ? "secondary" : "primary"}
          isBusy={underWay === "switch"}
          busyLabel={messages.frame.signingOut}
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

/** A colleague's address may take the invitation, but only WorkOS can give it to another account than the invited one. */
function isLeftToWorkos(failure: FunctionFailure): boolean {
  return failure.kind === "problem" && failure.problem.code === "continue_with_workos";
}
