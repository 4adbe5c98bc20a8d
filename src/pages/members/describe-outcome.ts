import { messages } from "../../config/messages.ts";
import { describeFailureCode } from "../describe-console-failure.ts";
import { type InvitationResult } from "../../contract/invitations.ts";

/** What became of an invitation that wasn't sent, in a line. */
export function describeOutcome(result: InvitationResult): string {
  if (result.outcome === "invited") return result.email;
  const reason = describeFailureCode(result.failureCode, result.retryAfterSeconds ?? null);
  return messages.invitations.failed(result.email, reason);
}
