import { consoleMessages } from "../../config/messages/console.ts";
import { describeFailureCode } from "../describe-console-failure.ts";
import { type InvitationResult } from "../../contract/invitations.ts";
import { formatEmailAddress } from "../../contract/readable-email-address.ts";

/** What became of an invitation that wasn't sent, in a line. */
export function describeOutcome(result: InvitationResult): string {
  if (result.outcome === "invited") return formatEmailAddress(result.email);
  const reason = describeFailureCode(result.failureCode, result.retryAfterSeconds ?? null);
  return consoleMessages.invitations.failed(formatEmailAddress(result.email), reason);
}
