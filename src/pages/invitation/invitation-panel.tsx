import { useState } from "react";

import { describeConsoleFailure } from "../describe-console-failure.ts";
import { messages } from "../../config/messages.ts";
import { paths } from "../../config/paths.ts";
import { type Session, type SessionState } from "../../session/session-state.ts";
import { useAuth } from "../../session/use-auth.ts";
import { Button } from "../../ui/button.tsx";
import { DoorFrame } from "../../ui/door-frame.tsx";
import { Heading } from "../../ui/heading.tsx";
import { Lead } from "../../ui/lead.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { Stack } from "../../ui/stack.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import { InvitationForNewcomer } from "./invitation-for-newcomer.tsx";
import { InvitationForPerson } from "./invitation-for-person.tsx";
import { type InvitationKnowledge, useInvitation } from "./use-invitation.ts";

/** Says what the invitation is and what has become of it, and offers to take it. */
export function InvitationPanel({ token }: { token: string }) {
  const { session } = useAuth();
  const { knowledge, ask } = useInvitation(token);
  const [isSwitching, setIsSwitching] = useState(false);
  // What a newcomer could choose here would be taken back by the way to WorkOS that has begun.
  if (isSwitching && findSession(session) === null)
    return (
      <Waiting title={messages.pageTitle(messages.loading)} slowWords={messages.signedOut.slow}>
        {messages.signedOut.leaving}
      </Waiting>
    );
  if (knowledge.kind === "loading" || session.kind === "restoring")
    return (
      <Waiting title={messages.pageTitle(messages.loading)} slowWords={messages.session.slow}>
        {messages.acceptInvitation.loading}
      </Waiting>
    );
  return (
    <DoorFrame product={messages.product} tagline={messages.tagline}>
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
  const words = messages.acceptInvitation;
  if (knowledge.kind === "failed")
    return (
      <Stack gap="large">
        <title>{messages.pageTitle(words.titleWithout)}</title>
        <Stack gap="small">
          <Heading>{words.titleWithout}</Heading>
          <Lead role="alert">{describeConsoleFailure(knowledge.failure)}</Lead>
        </Stack>
        <Button look="primary" onClick={ask}>
          {words.again}
        </Button>
      </Stack>
    );
  const invitation = knowledge.kind === "known" ? knowledge.invitation : null;
  if (invitation?.state === "pending") {
    const title =
      invitation.organization === null ? words.titleWithout : words.title(invitation.organization.name);
    const { inviterEmail, email } = invitation;
    return (
      <Stack gap="large">
        <title>{messages.pageTitle(title)}</title>
        <Stack gap="small">
          <Heading>{title}</Heading>
          <Lead>{inviterEmail === null ? words.invited(email) : words.invitedBy(inviterEmail, email)}</Lead>
        </Stack>
        {session !== null ? (
          <InvitationForPerson
            token={token}
            invitation={invitation}
            session={session}
            setIsSwitching={setIsSwitching}
          />
        ) : (
          <InvitationForNewcomer token={token} email={email} />
        )}
      </Stack>
    );
  }
  const ended = words.states[invitation?.state ?? "unknown"];
  const isSignedIn = session !== null;
  return (
    <Stack gap="large">
      <title>{messages.pageTitle(ended.title)}</title>
      <Stack gap="small">
        <Heading>{ended.title}</Heading>
        <Lead>{ended.text(invitation?.inviterEmail ?? words.whoeverInvited)}</Lead>
      </Stack>
      <LinkButton look="primary" to={isSignedIn ? paths.dashboard : paths.signIn}>
        {isSignedIn ? words.goOn : words.signIn}
      </LinkButton>
    </Stack>
  );
}

/** In an outage a person is still who they are: taken for a newcomer, they would sign up or in a second time. */
function findSession(state: SessionState): Session | null {
  return state.kind === "active" || state.kind === "unreachable" ? state.session : null;
}
