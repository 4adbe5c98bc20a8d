import * as v from "valibot";

import { type EmailAddress, parseEmailAddress } from "../../../../contract/email-address.ts";
import type { Account } from "./account.ts";
import { deriveAccountSubject } from "./account-subject.ts";

/** An account as written in files and by the team's endpoint: like `Account`, with an ISO 8601 time and without a subject. */
export type AccountRecord = Omit<Account, "subject" | "createdAtMs"> & { createdAt: string | null };

const maximumOrganizations = 200;

/** A name for mails and tokens, without control characters, which could start a new line (header and log injection). */
const name = v.pipe(v.string(), v.maxLength(200), v.regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u));
const optionalName = v.optional(v.nullable(name), null);
const identifier = v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,128}$/));

/** Ids with `acct_` are only ever derived: a record that claims one could impersonate another account. */
const workosUserId = v.pipe(
  identifier,
  v.check((id) => !id.startsWith("acct_")),
);

const email = v.pipe(
  v.string(),
  v.rawTransform<string, EmailAddress>(({ dataset, addIssue, NEVER }) => {
    const parsed = parseEmailAddress(dataset.value);
    if (parsed !== null) return parsed;
    addIssue({ message: "is no address" });
    return NEVER;
  }),
);

/**
 * Strict on purpose: ignoring a misspelt `requires` or `isRemoved` would give a code to a user who must not get one. For the same
 * reason, `isConfirmed` has no default.
 */
const recordSchema = v.strictObject({
  email,
  isConfirmed: v.boolean(),
  firstName: optionalName,
  lastName: optionalName,
  workosUserId: v.optional(v.nullable(workosUserId), null),
  organizations: v.optional(
    v.pipe(
      v.array(v.strictObject({ id: identifier, name, role: v.optional(v.nullable(identifier), null) })),
      v.maxLength(maximumOrganizations),
    ),
    [],
  ),
  requires: v.optional(v.picklist(["nothing", "sso", "mfa"]), "nothing"),
  isRemoved: v.optional(v.boolean(), false),
  createdAt: v.optional(
    v.nullable(
      v.pipe(
        v.string(),
        v.regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]+(?:Z|[+-][0-9]{2}:?[0-9]{2}))?$/),
        v.check((text) => !Number.isNaN(Date.parse(text))),
      ),
    ),
    null,
  ),
});

/** The names of a record's fields. */
export const accountRecordFields: ReadonlySet<string> = new Set(Object.keys(recordSchema.entries));

/**
 * The record in an unknown value, or a reason that names the wrong field. The reason is logged, so it never quotes the contents,
 * which are personal data.
 */
export function parseAccountRecord(
  value: unknown,
): { ok: true; record: AccountRecord } | { ok: false; reason: string } {
  const result = v.safeParse(recordSchema, value);
  if (result.success) return { ok: true, record: result.output };
  return { ok: false, reason: describeIssue(result.issues[0]) };
}

/** The account that a record describes. */
export async function toAccount({ createdAt, ...record }: AccountRecord): Promise<Account> {
  return {
    ...record,
    subject: await deriveAccountSubject(record.email, record.workosUserId),
    createdAtMs: createdAt === null ? null : Date.parse(createdAt),
  };
}

/** The record that describes an account. */
export function toAccountRecord(account: Account): AccountRecord {
  return {
    email: account.email,
    isConfirmed: account.isConfirmed,
    firstName: account.firstName,
    lastName: account.lastName,
    workosUserId: account.workosUserId,
    organizations: account.organizations,
    requires: account.requires,
    isRemoved: account.isRemoved,
    createdAt: account.createdAtMs === null ? null : new Date(account.createdAtMs).toISOString(),
  };
}

function describeIssue(issue: v.InferIssue<typeof recordSchema>): string {
  const path = v.getDotPath(issue);
  if (path === null) return "is no object";
  const [field = ""] = path.split(".");
  if (!accountRecordFields.has(field)) return "has a field that isn't known";
  if (issue.input === undefined) return `${path} is missing`;
  // Deeper names could be any text of the record.
  return /^[A-Za-z0-9.]+$/.test(path) && issue.expected !== "never"
    ? `${path} is not valid`
    : `${field} is not valid`;
}
