import * as v from "valibot";

import { cursorSchema } from "./cursor.ts";
import { describeInvisibleCharacter, type EmailAddress, parseEmailAddress } from "./email-address.ts";

const memberSchema = v.object({
  /** Of the membership. */
  id: v.string(),
  userId: v.string(),
  email: v.string(),
  firstName: v.nullable(v.string()),
  lastName: v.nullable(v.string()),
  roleSlug: v.string(),
  status: v.picklist(["active", "inactive", "pending"]),
  /** ISO 8601. */
  joinedAt: v.string(),
});

/** Somebody who belongs to the caller's organization. */
export type Member = v.InferOutput<typeof memberSchema>;

/** Query of `GET /api/members`, before the address is looked at. */
export const membersQuerySchema = v.strictObject({
  after: v.optional(cursorSchema),
  email: v.optional(v.pipe(v.string(), v.maxLength(1024))),
});

/** Query of `GET /api/members`: a page, or the one member with that address; or which part of it is wrong. */
export function parseMembersQuery(
  query: unknown,
):
  | { ok: true; value: { after: string | null; email: EmailAddress | null } }
  | { ok: false; failureCode: "invalid_request" | "invalid_email"; more?: { detail?: string } } {
  const result = v.safeParse(membersQuerySchema, query);
  if (!result.success) return { ok: false, failureCode: "invalid_request" };
  const { after = null, email: typed } = result.output;
  if (typed === undefined) return { ok: true, value: { after, email: null } };
  const email = parseEmailAddress(typed);
  return email === null
    ? { ok: false, failureCode: "invalid_email", ...describeInvisibleCharacter(typed) }
    : { ok: true, value: { after, email } };
}

/** Answer of `GET /api/members`. */
export const membersAnswerSchema = v.object({
  members: v.array(memberSchema),
  /** Where the next page begins; null on the last one. */
  after: v.nullable(v.string()),
});

/** A page of the members, 50 at most. */
export type MembersAnswer = v.InferOutput<typeof membersAnswerSchema>;

export function parseMembersAnswer(body: unknown): MembersAnswer | null {
  const result = v.safeParse(membersAnswerSchema, body);
  return result.success ? result.output : null;
}
