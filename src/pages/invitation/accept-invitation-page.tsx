import { useState } from "react";

import { commonMessages } from "../../config/messages/common.ts";
import { consoleMessages } from "../../config/messages/console.ts";
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
  const words = consoleMessages.acceptInvitation;
  if (token !== null) return <InvitationPanel token={token} />;
  return (
    <DoorFrame product={commonMessages.product} tagline={commonMessages.tagline}>
      <Stack gap="large">
        <Intro title={words.missingTitle} text={words.missing} />
        <LinkButton look="primary" to={paths.signIn}>
          {words.signIn}
        </LinkButton>
      </Stack>
    </DoorFrame>
  );
}
