import { useState } from "react";

import { messages } from "../../config/messages.ts";
import { paths } from "../../config/paths.ts";
import { DoorFrame } from "../../ui/door-frame.tsx";
import { Heading } from "../../ui/heading.tsx";
import { Lead } from "../../ui/lead.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { Stack } from "../../ui/stack.tsx";
import { InvitationPanel } from "./invitation-panel.tsx";
import { readInvitationToken } from "./invitation-token.ts";

/** `/invitations/accept`: where the mail of an invitation leads. */
export function AcceptInvitationPage() {
  const [token] = useState(() => readInvitationToken(window.location.search));
  const words = messages.acceptInvitation;
  if (token !== null) return <InvitationPanel token={token} />;
  return (
    <DoorFrame product={messages.product} tagline={messages.tagline}>
      <Stack gap="large">
        <title>{messages.pageTitle(words.missingTitle)}</title>
        <Stack gap="small">
          <Heading>{words.missingTitle}</Heading>
          <Lead>{words.missing}</Lead>
        </Stack>
        <LinkButton look="primary" to={paths.signIn}>
          {words.signIn}
        </LinkButton>
      </Stack>
    </DoorFrame>
  );
}
