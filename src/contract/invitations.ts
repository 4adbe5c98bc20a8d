import * as v from "valibot";

import { cursorSchema } from "./cursor.ts";
import { type EmailAddress, emailAddressKey, parseEmailAddress } from "./email-address.ts";
import { failureCodeSchema } from "./failure.ts";
import { invitationTokenForm, longestInvitationToken } from "./sign-in-limits.ts";

/** How many addresses one call invites at most. */
export const maximumInvitationsPerCall = 20;

const invitationStateSchema = v.picklist(["pending", "accepted", "expired", "revoked"]);

export type InvitationState = v.InferOutput<typeof invitationStateSchema>;

/** An invitation into the caller's organization. The token that accepts it is never in it. */
export const invitationSchema = v.object({
  id: v.string(),
  email: v.string(),
  state: invitationStateSchema,
  inviterUserId: v.nullable(v.string()),
  inviterEmail: v.nullable(v.string()),
  /** ISO 8601, as all times. */
  createdAt: v.string(),
  expiresAt: v.string(),
  /** Null where WorkOS's default role is given. */
  roleSlug: v.nullable(v.string()),
});

export type Invitation = v.InferOutput<typeof invitationSchema>;

/** How many invitations the caller may have out in the organization, and how many of them are. */
export const invitationQuotaSchema = v.object({
  maximum: v.pipe(v.number(), v.integer(), v.minValue(0)),
  used: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

export type InvitationQuota = v.InferOutput<typeof invitationQuotaSchema>;

/** Query of `GET /api/invitations`. */
export const invitationsQuerySchema = v.strictObject({ after: v.optional(cursorSchema) });

export function parseInvitationsQuery(query: unknown): { after: string | null } | null {
  const result = v.safeParse(invitationsQuerySchema, query);
  return result.success ? { after: result.output.after ?? null } : null;
}

/** Answer of `GET /api/invitations`. */
export const invitationsAnswerSchema = v.object({
  invitations: v.array(invitationSchema),
  /** Where the next page begins; null on the last one. A page may hold few, because those that are over are left out of it. */
  after: v.nullable(v.string()),
  quota: invitationQuotaSchema,
  /** Roles that the caller may invite with. */
  roles: v.array(v.object({ slug: v.string(), name: v.string() })),
});

/** Pending and expired invitations of the caller's organization, newest first. */
export type InvitationsAnswer = v.InferOutput<typeof invitationsAnswerSchema>;

export function parseInvitationsAnswer(body: unknown): InvitationsAnswer | null {
  const result = v.safeParse(invitationsAnswerSchema, body);
  return result.success ? result.output : null;
}

/** Body of `POST /api/invitations`, before the addresses are looked at. Organization and inviter are the access token's. */
export const sendInvitationsRequestSchema = v.strictObject({
  emails: v.pipe(
    v.array(v.pipe(v.string(), v.maxLength(1024))),
    v.minLength(1),
    v.maxLength(maximumInvitationsPerCall),
  ),
  roleSlug: v.optional(v.pipe(v.string(), v.maxLength(64), v.regex(/^[\w:.-]+$/))),
});

/** An address as it was sent, and what the one parser makes of it. */
export type AskedAddress = { typed: string; email: EmailAddress | null };

/** Body of `POST /api/invitations`, each mailbox once; null when it is anything else. */
export function parseSendInvitationsRequest(
  body: unknown,
): { addresses: AskedAddress[]; roleSlug: string | null } | null {
  const result = v.safeParse(sendInvitationsRequestSchema, body);
  if (!result.success) return null;
  const byMailbox = new Map<string, AskedAddress>();
  for (const typed of result.output.emails) {
    const email = parseEmailAddress(typed);
    const key = email === null ? typed : emailAddressKey(email);
    if (!byMailbox.has(key)) byMailbox.set(key, { typed, email });
  }
  return { addresses: [...byMailbox.values()], roleSlug: result.output.roleSlug ?? null };
}

const invitationResultSchema = v.variant("outcome", [
  v.object({ email: v.string(), outcome: v.literal("invited"), invitation: invitationSchema }),
  v.object({
    email: v.string(),
    outcome: v.literal("failed"),
    failureCode: failureCodeSchema,
    /** Where an invisible character is in the address. */
    detail: v.optional(v.string()),
    retryAfterSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  }),
]);

/** What became of one address. */
export type InvitationResult = v.InferOutput<typeof invitationResultSchema>;

/** Answer of `POST /api/invitations`. */
export const sendInvitationsAnswerSchema = v.object({
  results: v.array(invitationResultSchema),
  quota: invitationQuotaSchema,
});

/** A result for each address that was asked for, in their order; some may have failed. */
export type SendInvitationsAnswer = v.InferOutput<typeof sendInvitationsAnswerSchema>;

export function parseSendInvitationsAnswer(body: unknown): SendInvitationsAnswer | null {
  const result = v.safeParse(sendInvitationsAnswerSchema, body);
  return result.success ? result.output : null;
}

/** Body of `POST /api/invitations/{invitationId}/revoke` and `/resend`: the path says it all. */
export const changeInvitationRequestSchema = v.strictObject({});

export function isChangeInvitationRequest(body: unknown): boolean {
  return v.is(changeInvitationRequestSchema, body);
}

/** Answer of `POST /api/invitations/{invitationId}/revoke` and `/resend`. */
export const changeInvitationAnswerSchema = v.object({
  invitation: invitationSchema,
  quota: invitationQuotaSchema,
});

export type ChangeInvitationAnswer = v.InferOutput<typeof changeInvitationAnswerSchema>;

export function parseChangeInvitationAnswer(body: unknown): ChangeInvitationAnswer | null {
  const result = v.safeParse(changeInvitationAnswerSchema, body);
  return result.success ? result.output : null;
}

/** The secret of an invitation's link. */
export const invitationTokenSchema = v.pipe(
  v.string(),
  v.maxLength(longestInvitationToken),
  v.regex(invitationTokenForm),
);

/** Body of `POST /api/invitations/inspect` and `/accept`. */
export const invitationTokenRequestSchema = v.strictObject({ token: invitationTokenSchema });

export function parseInvitationTokenRequest(body: unknown): { token: string } | null {
  const result = v.safeParse(invitationTokenRequestSchema, body);
  return result.success ? result.output : null;
}

/** Answer of `POST /api/invitations/inspect`. */
export const inspectInvitationAnswerSchema = v.object({
  email: v.string(),
  state: invitationStateSchema,
  expiresAt: v.string(),
  organization: v.nullable(v.object({ id: v.string(), name: v.string() })),
  inviterEmail: v.nullable(v.string()),
});

/** What whoever holds an invitation's link may know of it. */
export type InspectInvitationAnswer = v.InferOutput<typeof inspectInvitationAnswerSchema>;

export function parseInspectInvitationAnswer(body: unknown): InspectInvitationAnswer | null {
  const result = v.safeParse(inspectInvitationAnswerSchema, body);
  return result.success ? result.output : null;
}

/** Answer of `POST /api/invitations/accept`. */
export const acceptInvitationAnswerSchema = v.object({ organizationId: v.nullable(v.string()) });

/** The organization that the caller is a member of now; the session is to be refreshed for it. */
export type AcceptInvitationAnswer = v.InferOutput<typeof acceptInvitationAnswerSchema>;

export function parseAcceptInvitationAnswer(body: unknown): AcceptInvitationAnswer | null {
  const result = v.safeParse(acceptInvitationAnswerSchema, body);
  return result.success ? result.output : null;
}
