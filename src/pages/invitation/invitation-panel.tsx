import { useState } from "react";

import { describeConsoleFailure } from "../describe-console-failure.ts";
import { commonMessages } from "../../config/messages/common.ts";
import { consoleMessages } from "../../config/messages/console.ts";
import { landingMessages } from "../../config/messages/landing.ts";
import { paths } from "../../config/paths.ts";
import { stripMisleading } from "../../contract/invisible-characters.ts";
import { type Session, type SessionState } from "../../session/session-state.ts";
import { useAuth } from "../../session/use-auth.ts";
import { Intro } from "../../sign-in/intro.tsx";
import { Button } from "../../ui/button.tsx";
import { DoorFrame } from "../../ui/door-frame.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { Stack } from "../../ui/stack.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import { InvitationForNewcomer } from "./invitation-for-newcomer.tsx";
import { InvitationForPerson } from "./invitation-for-person.tsx";
import { type InvitationKnowledge, useInvitation } from "./use-invitation.ts";
import { formatEmailAddress } from "../../contract/readable-email-address.ts";

/** Shows an invitation and its state, and offers to accept it. */
export function InvitationPanel({ token }: { token: string }) {
  const { session } = useAuth();
  const { knowledge, ask } = useInvitation(token);
  const [isSwitching, setIsSwitching] = useState(false);
  // The pending redirect to WorkOS would undo any choice made here.
  if (isSwitching && findSession(session) === null)
    return (
      <Waiting
        title={commonMessages.pageTitle(commonMessages.loading)}
        slowWords={landingMessages.signedOut.slow}
      >
        {landingMessages.signedOut.leaving}
      </Waiting>
    );
  if (knowledge.kind === "loading" || session.kind === "restoring")
    return (
      <Waiting
        title={commonMessages.pageTitle(commonMessages.loading)}
        slowWords={commonMessages.session.slow}
      >
        {consoleMessages.acceptInvitation.loading}
      </Waiting>
    );
  return (
    <DoorFrame product={commonMessages.product} tagline={commonMessages.tagline}>
      <Inspected token={token} knowledge={knowledge} ask={ask} setIsSwitching={setIsSwitching} />
    </DoorFrame>
  );
}

type Props = {
  token: string;
  knowledge: Exclude<InvitationKnowledge, { kind: "loading" }>;
  ask: () => void;
  setIsSwitching: (isSwitching: boolean) => void;
};

function Inspected({ token, knowledge, ask, setIsSwitching }: Props) {
  const session = findSession(useAuth().session);
  const words = consoleMessages.acceptInvitation;
  if (knowledge.kind === "failed")
    return (
      <Stack gap="large">
        <Intro title={words.titleWithout} text={describeConsoleFailure(knowledge.failure)} role="alert" />
        <Button look="primary" onClick={ask}>
          {words.again}
        </Button>
      </Stack>
    );
  const invitation = knowledge.kind === "known" ? knowledge.invitation : null;
  const inviterEmail = invitation?.inviterEmail ?? null;
  const inviter = inviterEmail === null ? null : formatEmailAddress(inviterEmail);
  if (invitation?.state === "pending") {
    const organization = stripMisleading(invitation.organization?.name ?? "");
    const title = organization === "" ? words.titleWithout : words.title(organization);
    const invited = formatEmailAddress(invitation.email);
    return (
      <Stack gap="large">
        <Intro
          title={title}
          text={inviter === null ? words.invited(invited) : words.invitedBy(inviter, invited)}
        />
        {session !== null ? (
          <InvitationForPerson
            token={token}
            invitation={invitation}
            session={session}
            setIsSwitching={setIsSwitching}
          />
        ) : (
          <InvitationForNewcomer token={token} email={invitation.email} />
        )}
      </Stack>
    );
  }
  const ended = words.states[invitation?.state ?? "unknown"];
  const isSignedIn = session !== null;
  return (
    <Stack gap="large">
      <Intro title={ended.title} text={ended.text(inviter ?? words.whoeverInvited)} />
      <LinkButton look="primary" to={isSignedIn ? paths.dashboard : paths.signIn}>
        {isSignedIn ? words.goOn : words.signIn}
      </LinkButton>
    </Stack>
  );
}

/** The session, also during an outage, in which the page must not offer to sign up or in again. */
function findSession(state: SessionState): Session | null {
  return state.kind === "active" || state.kind === "unreachable" ? state.session : null;
}
