/** What became of one person of the list. Times as WorkOS writes them, ISO 8601. */
export type PersonOutcome =
  | { kind: "invited" | "already_invited"; invitationId: string | null; expiresAt: string | null }
  | { kind: "already_member" }
  /** What a dry run says of those whom a run would invite. */
  | { kind: "would_invite" }
  /** WorkOS said no; asking again changes nothing unless the list or WorkOS does. */
  | { kind: "refused"; reason: string }
  /** Nobody can say, or nobody was asked; the next run goes on with it. */
  | { kind: "undone"; cause: "outage" | "key_refused" | "interrupted"; reason: string };

/** Outcomes after which a person is never asked about again. */
export const doneKinds = ["invited", "already_invited", "already_member"] as const;

export type DoneOutcome = Extract<PersonOutcome, { kind: (typeof doneKinds)[number] }>;

export function isDone(outcome: PersonOutcome): outcome is DoneOutcome {
  return doneKinds.some((kind) => kind === outcome.kind);
}
