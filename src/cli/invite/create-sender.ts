import type { InvitationJournal, LastWord } from "./invitation-journal.ts";
import { type Invitee, inviteeKey } from "./parse-invitation-list.ts";
import { type PersonOutcome, isDone } from "./person-outcome.ts";
import type { WorkosInviter } from "./workos-inviter.ts";

/**
 * Invites people so that none is invited twice: that it will be sent stands in the journal before it is, and where that is the last
 * word of an earlier run, WorkOS is asked first whether it was.
 */
export function createSender(options: {
  inviter: WorkosInviter;
  journal: InvitationJournal;
  now: () => number;
}): (invitee: Invitee, lastWord: LastWord | undefined) => Promise<PersonOutcome> {
  const { inviter, journal, now } = options;
  return async (invitee, lastWord) => {
    const key = inviteeKey(invitee);
    const outcome =
      (lastWord?.kind === "sending" ? await inviter.findInvitation(invitee, lastWord.sinceMs) : null) ??
      (await send(key, invitee));
    // Of what stays undone "sending" is the last word: it may have arrived.
    if (isDone(outcome) || outcome.kind === "refused") journal.writeOutcome(key, outcome, now());
    return outcome;
  };

  function send(key: string, invitee: Invitee): Promise<PersonOutcome> {
    const sinceMs = now();
    journal.writeSending(key, sinceMs);
    return inviter.send(invitee, sinceMs);
  }
}
