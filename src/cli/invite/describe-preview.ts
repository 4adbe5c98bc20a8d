import type { LineResult } from "./invite-list.ts";
import type { Invitee } from "./parse-invitation-list.ts";
import type { PersonOutcome } from "./person-outcome.ts";

/** What a dry run says about a line; null for a bad or repeated one, which is told of at the start. */
export function describePreview(result: LineResult): string | null {
  if (result.kind !== "person") return null;
  const { line, invitee, outcome } = result;
  const earlier = result.isFromEarlierRun ? ", by an earlier run" : "";
  return `Line ${String(line)}: ${invitee.email} ${describeOutcome(outcome, invitee)}${earlier}`;
}

function describeOutcome(outcome: PersonOutcome, invitee: Invitee): string {
  switch (outcome.kind) {
    case "would_invite":
      return `would be invited ${describeSettings(invitee)}`;
    case "invited":
      return "is invited";
    case "already_invited":
      return "is invited already";
    case "already_member":
      return "is a member already";
    case "refused":
    case "undone":
      return `couldn't be looked up: ${outcome.reason}`;
  }
  return outcome satisfies never;
}

function describeSettings({ organizationId, roleSlug, expiresInDays, locale }: Invitee): string {
  return [
    organizationId === null ? "to no organization" : `to ${organizationId}`,
    ...(roleSlug === null ? [] : [`as ${roleSlug}`]),
    ...(expiresInDays === null ? [] : [`for ${String(expiresInDays)} day${expiresInDays === 1 ? "" : "s"}`]),
    ...(locale === null ? [] : [`in ${locale}`]),
  ].join(", ");
}
