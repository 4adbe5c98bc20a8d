import { useState } from "react";

import { consoleMessages } from "../../config/messages/console.ts";
import { type Invitation } from "../../contract/invitations.ts";
import { formatEmailAddress } from "../../contract/readable-email-address.ts";
import { Button } from "../../ui/button.tsx";
import { Row } from "../../ui/row-list.tsx";
import { formatDate } from "../format-date.ts";

type Props = {
  invitation: Invitation;
  mayChange: boolean;
  /** Both settle when the answer is on the screen; they never reject. */
  resend: (invitation: Invitation) => Promise<void>;
  revoke: (invitation: Invitation) => Promise<void>;
};

/** An invitation, with what can still be done about it. */
export function InvitationRow({ invitation, mayChange, resend, revoke }: Props) {
  const [underWay, setUnderWay] = useState<"resend" | "revoke" | null>(null);
  const words = consoleMessages.invitations;
  const { inviterEmail, roleSlug, expiresAt } = invitation;
  const email = formatEmailAddress(invitation.email);
  const isExpired = invitation.state === "expired";
  const run = (name: "resend" | "revoke", action: (invitation: Invitation) => Promise<void>) => {
    if (underWay !== null) return;
    setUnderWay(name);
    void action(invitation).then(() => setUnderWay(null));
  };
  return (
    <Row
      title={email}
      badge={words.states[invitation.state]}
      details={[
        words.invitedBy(
          inviterEmail === null ? words.somebody : formatEmailAddress(inviterEmail),
          roleSlug === null ? null : consoleMessages.members.role(roleSlug),
        ),
        isExpired ? words.expired(formatDate(expiresAt)) : words.expires(formatDate(expiresAt)),
      ]}
      actions={
        // WorkOS does nothing more with one that is over; the address can be invited anew.
        mayChange &&
        !isExpired && (
          <>
            <Button
              look="quiet"
              aria-label={words.resendTo(email)}
              isBusy={underWay === "resend"}
              busyLabel={words.resending}
              onClick={() => run("resend", resend)}
            >
              {words.resend}
            </Button>
            <Button
              look="quiet"
              aria-label={words.revokeOf(email)}
              isBusy={underWay === "revoke"}
              busyLabel={words.revoking}
              onClick={() => run("revoke", revoke)}
            >
              {words.revoke}
            </Button>
          </>
        )
      }
    />
  );
}
