import { useState } from "react";

import { messages } from "../../config/messages.ts";
import { paths } from "../../config/paths.ts";
import { Intro } from "../../sign-in/intro.tsx";
import { DoorFrame } from "../../ui/door-frame.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { Stack } from "../../ui/stack.tsx";
import { InvitationPanel } from "./invitation-panel.tsx";
import { readInvitationToken } from "./invitation-token.ts";

/** `/invitations/accept`: the link in the mail of an invitation. */
export function AcceptInvitationPage() {
  const [token] = useState(() => readInvitationToken(window.location.search));
  const words = messages.acceptInvitation;
  if (token !== null) return <InvitationPanel token={token} />;
  return (
    <DoorFrame product={messages.product} tagline={messages.tagline}>
      <Stack gap="large">
        <Intro title={words.missingTitle} text={words.missing} />
        <LinkButton look="primary" to={paths.signIn}>
          {words.signIn}
        </LinkButton>
      </Stack>
    </DoorFrame>
  );
}
