import * as v from "valibot";

import { emailAddressKey } from "../../contract/email-address.ts";
import type { RequestOutcome } from "../retrying-fetch.ts";
import type { WorkosClient } from "../workos-client.ts";
import type { Invitee } from "./invitation-list.ts";
import type { PersonOutcome } from "./line-result.ts";

export type WorkosInviter = ReturnType<typeof createWorkosInviter>;

const invitationsPath = "/user_management/invitations";

/** Our clock and WorkOS's may differ by this much, so that an invitation seems to be older than the request for it. */
const clockDifferenceMs = 60_000;

const optionalText = v.nullish(v.string(), null);
const invitationSchema = v.object({
  id: v.string(),
  email: v.string(),
  state: v.string(),
  organization_id: optionalText,
  created_at: optionalText,
  expires_at: optionalText,
});
type WorkosInvitation = v.InferOutput<typeof invitationSchema>;

const userSchema = v.object({ email: v.string() });

/** Invites people through WorkOS's API. The only module of the command with WorkOS's field names. */
export function createWorkosInviter(client: WorkosClient) {
  async function find(invitee: Invitee, sinceMs: number): Promise<RequestOutcome<WorkosInvitation> | null> {
    for (const email of spellings(invitee)) {
      const page = await client.list(invitationsPath, invitationSchema, {
        order: "desc",
        email,
        organization_id: invitee.organizationId,
      });
      if (page.kind !== "answered") return page;
      const found = page.body.items.find((invitation) => matches(invitation, invitee, sinceMs));
      if (found !== undefined) return { kind: "answered", body: found };
    }
    return null;
  }

  return {
    /** @param sinceMs when this invitation was first attempted */
    send: async (invitee: Invitee, sinceMs: number): Promise<PersonOutcome> => {
      let isFound = false;
      const outcome = await client.post(invitationsPath, serializeInvitee(invitee), async () => {
        const effect = await find(invitee, sinceMs);
        isFound = effect?.kind === "answered";
        return effect;
      });
      return toPersonOutcome(outcome, isFound ? sinceMs : null);
    },
    /** The pending invitation, or one that was created since then in any state; null when there is none. */
    findInvitation: async (invitee: Invitee, sinceMs: number): Promise<PersonOutcome | null> => {
      const outcome = await find(invitee, sinceMs);
      return outcome === null ? null : toPersonOutcome(outcome, sinceMs);
    },
    /** Null when the person isn't a member. */
    findMember: async (invitee: Invitee): Promise<PersonOutcome | null> => {
      if (invitee.organizationId === null) return null;
      for (const email of spellings(invitee)) {
        const query = { email, organization_id: invitee.organizationId };
        const page = await client.list("/user_management/users", userSchema, query);
        if (page.kind !== "answered") return toPersonOutcome(page, null);
        if (page.body.items.some((user) => isSameAddress(user.email, invitee))) {
          return { kind: "already_member" };
        }
      }
      return null;
    },
  };
}

/** WorkOS doesn't document whether it finds an address by another spelling, so both are searched for. */
function spellings({ email }: Invitee): string[] {
  return [...new Set([email, emailAddressKey(email)])];
}

function isSameAddress(address: string, { email }: Invitee): boolean {
  return address.toLowerCase() === emailAddressKey(email);
}

function matches(invitation: WorkosInvitation, invitee: Invitee, sinceMs: number): boolean {
  return (
    isSameAddress(invitation.email, invitee) &&
    invitation.organization_id === invitee.organizationId &&
    (invitation.state === "pending" || isCreatedSince(invitation, sinceMs))
  );
}

function isCreatedSince({ created_at: createdAt }: WorkosInvitation, sinceMs: number): boolean {
  return createdAt !== null && Date.parse(createdAt) >= sinceMs - clockDifferenceMs;
}

function serializeInvitee(invitee: Invitee): Record<string, string | number> {
  return {
    email: invitee.email,
    ...(invitee.organizationId !== null && { organization_id: invitee.organizationId }),
    ...(invitee.roleSlug !== null && { role_slug: invitee.roleSlug }),
    ...(invitee.expiresInDays !== null && { expires_in_days: invitee.expiresInDays }),
    ...(invitee.locale !== null && { locale: invitee.locale }),
  };
}

/** @param sinceMs an older invitation isn't from this command; null when the outcome is that of sending it */
function toPersonOutcome(outcome: RequestOutcome, sinceMs: number | null): PersonOutcome {
  switch (outcome.kind) {
    case "answered": {
      const invitation = v.safeParse(invitationSchema, outcome.body);
      // WorkOS has created it; the other fields are only for the report.
      if (!invitation.success) return { kind: "invited", invitationId: null, expiresAt: null };
      const { id, expires_at: expiresAt } = invitation.output;
      const isOurs = sinceMs === null || isCreatedSince(invitation.output, sinceMs);
      return { kind: isOurs ? "invited" : "already_invited", invitationId: id, expiresAt };
    }
    case "refused":
      return describeRefusal(outcome);
    case "gave_up":
      return { kind: "undone", cause: "outage", reason: outcome.cause };
    case "interrupted":
      return { kind: "undone", cause: "interrupted", reason: "interrupted" };
  }
  return outcome satisfies never;
}

const outcomesByFailureCode = new Map<string, PersonOutcome>([
  ["email_already_invited_to_organization", { kind: "already_invited", invitationId: null, expiresAt: null }],
  ["user_already_organization_member", { kind: "already_member" }],
  ["invalid_role", { kind: "refused", reason: "WorkOS doesn't know the role" }],
  ["expires_in_days_too_short", { kind: "refused", reason: "WorkOS doesn't accept the expiry" }],
  ["expires_in_days_too_long", { kind: "refused", reason: "WorkOS doesn't accept the expiry" }],
]);

function describeRefusal({
  status,
  failureCode,
}: Extract<RequestOutcome, { kind: "refused" }>): PersonOutcome {
  if (status === 401) {
    return { kind: "undone", cause: "key_refused", reason: "WorkOS rejects WORKOS_API_KEY" };
  }
  const known = outcomesByFailureCode.get(failureCode ?? "");
  if (known !== undefined) return known;
  if (status === 404) return { kind: "refused", reason: "WorkOS doesn't know the organization" };
  const details = failureCode === null ? "" : `: ${failureCode}`;
  return { kind: "refused", reason: `WorkOS refused with status ${String(status)}${details}` };
}
