import type { LastWord } from "./invitation-journal.ts";
import type { Invitee } from "./parse-invitation-list.ts";
import type { PersonOutcome } from "./person-outcome.ts";
import type { WorkosInviter } from "./workos-inviter.ts";

/** Says what inviting somebody would come to, and asks WorkOS nothing but who is there. */
export function createPreviewer(
  inviter: Pick<WorkosInviter, "findInvitation" | "findMember">,
): (invitee: Invitee, lastWord: LastWord | undefined) => Promise<PersonOutcome> {
  return async (invitee, lastWord) =>
    (await inviter.findInvitation(
      invitee,
      // Where nothing was sent, an invitation counts while it is pending alone.
      lastWord?.kind === "sending" ? lastWord.sinceMs : Number.POSITIVE_INFINITY,
    )) ??
    (await inviter.findMember(invitee)) ?? { kind: "would_invite" };
}
