import * as v from "valibot";

import { emailAddressKey } from "../../contract/email-address.ts";
import { type PatientAnswer, type PatientOptions, askPatiently, sendPatiently } from "../patient-request.ts";
import type { WorkosAccess } from "../workos-access.ts";
import type { Invitee } from "./parse-invitation-list.ts";
import type { PersonOutcome } from "./person-outcome.ts";

// For Node alone: it asks WorkOS as the project's commands do.

/** Invites at WorkOS, and looks who is invited. `null` of a look: there is nothing of the person. */
export type WorkosInviter = {
  /** @param sinceMs when it was first tried to send this invitation */
  send: (invitee: Invitee, sinceMs: number) => Promise<PersonOutcome>;
  /** The pending invitation, or one that was made since then, whatever became of it. */
  findInvitation: (invitee: Invitee, sinceMs: number) => Promise<PersonOutcome | null>;
  findMember: (invitee: Invitee) => Promise<PersonOutcome | null>;
};

const invitationsPath = "/user_management/invitations";
const usersPath = "/user_management/users";

/** Two clocks may differ by so much that an invitation seems to be made before it was asked for. */
const clockDifferenceMs = 60_000;

const invitationSchema = v.object({
  id: v.string(),
  email: v.string(),
  state: v.string(),
  organization_id: v.nullish(v.string(), null),
  created_at: v.nullish(v.string(), null),
  expires_at: v.nullish(v.string(), null),
});
type WorkosInvitation = v.InferOutput<typeof invitationSchema>;

const userSchema = v.object({ email: v.string() });

/** The only place of the command that knows WorkOS's field names. */
export function createWorkosInviter(access: WorkosAccess, options: PatientOptions): WorkosInviter {
  const headers = {
    Authorization: `Bearer ${access.apiKey}`,
    Accept: "application/json",
    "Content-Type": "application/json",
  };
  const ask = (path: string, query: Record<string, string>): Promise<PatientAnswer> => {
    const url = new URL(path, access.apiUrl);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return askPatiently(new Request(url, { headers }), options);
  };

  /** The invitation as WorkOS writes it; null where there is none. */
  async function look(invitee: Invitee, sinceMs: number): Promise<PatientAnswer | null> {
    const { organizationId } = invitee;
    for (const spelling of spellings(invitee)) {
      const answer = await ask(invitationsPath, {
        email: spelling,
        ...(organizationId !== null && { organization_id: organizationId }),
        limit: "100",
        order: "desc",
      });
      if (answer.kind !== "answered") return answer;
      const page = v.safeParse(listOf(invitationSchema), answer.body);
      if (!page.success) return unexpectedForm;
      const found = page.output.data.find((invitation) => isOf(invitation, invitee, sinceMs));
      if (found !== undefined) return { kind: "answered", body: found };
    }
    return null;
  }

  return {
    send: async (invitee, sinceMs) => {
      const request = new Request(new URL(invitationsPath, access.apiUrl), {
        method: "POST",
        headers,
        body: JSON.stringify(serializeInvitee(invitee)),
      });
      let isFound = false;
      const answer = await sendPatiently(request, options, async () => {
        const effect = await look(invitee, sinceMs);
        isFound = effect?.kind === "answered";
        return effect;
      });
      return toOutcome(answer, isFound ? sinceMs : Number.NEGATIVE_INFINITY);
    },
    findInvitation: async (invitee, sinceMs) => {
      const answer = await look(invitee, sinceMs);
      return answer === null ? null : toOutcome(answer, sinceMs);
    },
    findMember: async (invitee) => {
      if (invitee.organizationId === null) return null;
      for (const spelling of spellings(invitee)) {
        const answer = await ask(usersPath, { email: spelling, organization_id: invitee.organizationId });
        if (answer.kind !== "answered") return toOutcome(answer, Number.NEGATIVE_INFINITY);
        const page = v.safeParse(listOf(userSchema), answer.body);
        if (!page.success) return toOutcome(unexpectedForm, Number.NEGATIVE_INFINITY);
        if (page.output.data.some(({ email }) => isMailboxOf(email, invitee))) {
          return { kind: "already_member" };
        }
      }
      return null;
    },
  };
}

const unexpectedForm: PatientAnswer = {
  kind: "gave_up",
  cause: "WorkOS's answer has another form than expected",
};

function listOf<Item>(item: v.GenericSchema<unknown, Item>) {
  return v.object({ data: v.array(item) });
}

/** Whether WorkOS finds an address by another spelling isn't said, so it is looked for by both. */
function spellings({ email }: Invitee): string[] {
  return [...new Set([email, emailAddressKey(email)])];
}

function isMailboxOf(address: string, { email }: Invitee): boolean {
  return address.toLowerCase() === emailAddressKey(email);
}

function isOf(invitation: WorkosInvitation, invitee: Invitee, sinceMs: number): boolean {
  return (
    isMailboxOf(invitation.email, invitee) &&
    invitation.organization_id === invitee.organizationId &&
    (invitation.state === "pending" || isMadeSince(invitation, sinceMs))
  );
}

function isMadeSince({ created_at: createdAt }: WorkosInvitation, sinceMs: number): boolean {
  return createdAt === null
    ? sinceMs === Number.NEGATIVE_INFINITY
    : Date.parse(createdAt) >= sinceMs - clockDifferenceMs;
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

/** @param sinceMs an invitation that was made before is somebody else's */
function toOutcome(answer: PatientAnswer, sinceMs: number): PersonOutcome {
  switch (answer.kind) {
    case "answered": {
      const invitation = v.safeParse(invitationSchema, answer.body);
      // WorkOS said that it is made; what it says besides is for the report alone.
      if (!invitation.success) return { kind: "invited", invitationId: null, expiresAt: null };
      const { id, expires_at: expiresAt } = invitation.output;
      const isOurs = isMadeSince(invitation.output, sinceMs);
      return { kind: isOurs ? "invited" : "already_invited", invitationId: id, expiresAt };
    }
    case "refused":
      return readRefusal(answer);
    case "gave_up":
      return { kind: "undone", cause: "outage", reason: answer.cause };
    case "interrupted":
      return { kind: "undone", cause: "interrupted", reason: "interrupted" };
  }
  return answer satisfies never;
}

/** What WorkOS's words for a refusal mean for the person. */
const refusals = new Map<string, PersonOutcome>([
  ["email_already_invited_to_organization", { kind: "already_invited", invitationId: null, expiresAt: null }],
  ["user_already_organization_member", { kind: "already_member" }],
  ["invalid_role", { kind: "refused", reason: "WorkOS knows no such role" }],
  ["expires_in_days_too_short", { kind: "refused", reason: "WorkOS doesn't take the expiry" }],
  ["expires_in_days_too_long", { kind: "refused", reason: "WorkOS doesn't take the expiry" }],
]);

function readRefusal({ status, failureCode }: Extract<PatientAnswer, { kind: "refused" }>): PersonOutcome {
  if (status === 401) {
    return { kind: "undone", cause: "key_refused", reason: "WorkOS doesn't take WORKOS_API_KEY" };
  }
  const meaning = refusals.get(failureCode ?? "");
  if (meaning !== undefined) return meaning;
  if (status === 404) return { kind: "refused", reason: "WorkOS knows no such organization" };
  const word = failureCode === null ? "" : `: ${failureCode}`;
  return { kind: "refused", reason: `WorkOS refused with status ${String(status)}${word}` };
}
