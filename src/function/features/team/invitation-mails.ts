import { emailAddressKey, parseEmailAddress } from "../../../contract/email-address.ts";
import { countUse, giveBackUse, type Limit } from "../../core/counters/limits.ts";
import type { Core } from "../../core/feature/core.ts";
import type { WorkosFailure } from "../../core/workos/workos-error.ts";
import { teamLimits, withMaximum } from "./limits.ts";

/** Who has an invitation mailed to whom; `email` as WorkOS or the caller spells it. */
export type InvitationMail = { memberId: string; organizationId: string; email: string };

/**
 * Has WorkOS mail an invitation, if the limits of the member and of the address allow another mail; otherwise WorkOS isn't asked.
 * A new invitation and a resend are the same to the person who gets the mail, so they are counted together, before WorkOS is asked
 * (mail bombing, in parallel too). Revoking gives no mail back: it has been sent.
 */
export type MailInvitation = <Result extends { kind: string }>(
  mail: InvitationMail,
  send: () => Promise<Result>,
) => Promise<Result | Extract<WorkosFailure, { kind: "rate_limited" }>>;

/** @param inviteQuota how many invitations a member may have pending */
export function createMailInvitation(core: Core, inviteQuota: number): MailInvitation {
  const ofMember = withMaximum(
    core.limit(teamLimits.mailsPerMember),
    Math.max(teamLimits.mailsPerMember.quotas[0].maximum, 2 * inviteQuota),
  );
  const ofAddress = core.limit(teamLimits.mailsPerAddress);

  return async ({ memberId, organizationId, email }, send) => {
    const parsed = parseEmailAddress(email);
    const addressKey = `${organizationId} ${parsed === null ? email.toLowerCase() : emailAddressKey(parsed)}`;
    const counted: [Limit, string][] = [];
    const giveBack = async (): Promise<void> => {
      for (const [limit, key] of counted) await giveBackUse(limit, key);
    };
    for (const [limit, key] of [[ofMember, memberId] as const, [ofAddress, addressKey] as const]) {
      const use = await countUse(limit, key);
      if (use.kind === "exceeded") {
        await giveBack();
        const retryAfterSeconds = Math.max(1, Math.ceil(use.msLeft / 1000));
        return { kind: "rate_limited", retryAfterSeconds, usedUp: use };
      }
      counted.push([limit, key]);
    }
    const result = await send();
    // Without an answer WorkOS may have mailed it, so that stays counted.
    if (!["sent", "changed", "unreachable"].includes(result.kind)) await giveBack();
    return result;
  };
}
