import type { Invitee, ListEntry } from "./invitation-list.ts";
import { formatEmailAddress } from "../../contract/readable-email-address.ts";

/** The result for one person of the list. Times as WorkOS writes them, ISO 8601. */
export type PersonOutcome =
  | { kind: "invited" | "already_invited"; invitationId: string | null; expiresAt: string | null }
  | { kind: "already_member" }
  /** Only in a dry run. */
  | { kind: "would_invite" }
  /** WorkOS refused; a retry changes nothing unless the list or WorkOS changes. */
  | { kind: "refused"; reason: string }
  /** Not sent, or WorkOS didn't confirm it; the next run continues with it. */
  | { kind: "undone"; cause: "outage" | "key_refused" | "interrupted"; reason: string };

/** Outcomes after which a person isn't invited again. */
export const doneKinds = ["invited", "already_invited", "already_member"] as const;

export type DoneOutcome = Extract<PersonOutcome, { kind: (typeof doneKinds)[number] }>;

export function isDone<Outcome extends { kind: string }>(
  outcome: Outcome,
): outcome is Extract<Outcome, { kind: (typeof doneKinds)[number] }> {
  return doneKinds.some((kind) => kind === outcome.kind);
}

/** The result for one line of the list. */
export type LineResult =
  | { kind: "person"; line: number; invitee: Invitee; outcome: PersonOutcome; isFromEarlierRun: boolean }
  | Exclude<ListEntry, { kind: "invitee" }>;

/** The result as the report has it, with snake_case names like the list's columns. */
export function serializeResult(result: LineResult): Record<string, unknown> {
  switch (result.kind) {
    case "bad":
      return { line: result.line, outcome: "bad_line", reason: result.reason };
    case "repeated":
      return { line: result.line, outcome: "repeated", of_line: result.ofLine };
    case "person": {
      const { line, invitee, outcome } = result;
      return {
        line,
        email: invitee.email,
        organization: invitee.organizationId,
        role: invitee.roleSlug,
        outcome: outcome.kind,
        ...("reason" in outcome && { reason: outcome.reason }),
        ...("invitationId" in outcome && {
          invitation_id: outcome.invitationId,
          expires_at: outcome.expiresAt,
        }),
        earlier_run: result.isFromEarlierRun,
      };
    }
  }
  return result satisfies never;
}

/** Why a line is left out; null when it isn't. */
export function describeLeftOut(entry: ListEntry): string | null {
  switch (entry.kind) {
    case "invitee":
      return null;
    case "bad":
      return `Line ${String(entry.line)} is left out: ${entry.reason}`;
    case "repeated":
      return `Line ${String(entry.line)} is left out: it repeats line ${String(entry.ofLine)}${entry.differs ? ", with other settings, which are ignored" : ""}`;
  }
  return entry satisfies never;
}

/** Anything unusual about a person's outcome, without the address, because terminals keep logs; null otherwise. */
export function describeUnusual(outcome: PersonOutcome): string | null {
  switch (outcome.kind) {
    case "invited":
    case "would_invite":
      return null;
    case "already_invited":
      return "is already invited";
    case "already_member":
      return "is already a member";
    case "refused":
    case "undone":
      return `is not invited: ${outcome.reason}`;
  }
  return outcome satisfies never;
}

/** A line of a dry run's output; null for a line that is left out. */
export function describePreview(result: LineResult): string | null {
  if (result.kind !== "person") return null;
  const { line, invitee, outcome } = result;
  const earlier = result.isFromEarlierRun ? ", by an earlier run" : "";
  return `Line ${String(line)}: ${formatEmailAddress(invitee.email)} ${describePreviewed(outcome, invitee)}${earlier}`;
}

function describePreviewed(outcome: PersonOutcome, invitee: Invitee): string | null {
  switch (outcome.kind) {
    case "would_invite":
      return `would be invited ${describeSettings(invitee)}`;
    case "invited":
      return "is invited";
    case "already_invited":
    case "already_member":
      return describeUnusual(outcome);
    case "refused":
    case "undone":
      return `couldn't be looked up: ${outcome.reason}`;
  }
  return outcome satisfies never;
}

function describeSettings({ organizationId, roleSlug, expiresInDays, locale }: Invitee): string {
  return [
    organizationId === null ? "to no organization" : `to ${organizationId}`,
    roleSlug !== null && `as ${roleSlug}`,
    expiresInDays !== null && `for ${String(expiresInDays)} day${expiresInDays === 1 ? "" : "s"}`,
    locale !== null && `in ${locale}`,
  ]
    .filter((text) => text !== false)
    .join(", ");
}
