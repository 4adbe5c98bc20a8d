import * as v from "valibot";

import { parseEmailAddress } from "../../contract/email-address.ts";
import { readJson } from "../http/read-json.ts";
import {
  codedFailure,
  invalidEmail,
  invalidParameters,
  messageFailure,
  requiredParameter,
  type WorkosFailure,
} from "../workos/failures.ts";
import type { WorkosState } from "../workos/state.ts";
import type { Invitation } from "./invitations.ts";

const locale = v.pipe(v.string(), v.regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/));
const bodySchema = v.object({
  email: v.string(),
  organization_id: v.nullish(v.string(), null),
  role_slug: v.nullish(v.string(), null),
  expires_in_days: v.nullish(v.pipe(v.number(), v.integer()), 7),
  inviter_user_id: v.nullish(v.string(), null),
  locale: v.nullish(locale, null),
});
const resendSchema = v.nullable(v.object({ locale: v.nullish(locale, null) }));

const dayMs = 24 * 60 * 60 * 1000;
const longestDays = 30;

type ValidInvitation = { ok: true; start: Parameters<WorkosState["invitations"]["create"]>[0] };

/** Makes the invitation that the body asks for, or says why there will be none. No mail leaves from here. */
export async function createInvitation(
  request: Request,
  state: WorkosState,
): Promise<{ ok: true; invitation: Invitation } | WorkosFailure> {
  const parsed = v.safeParse(bodySchema, await readJson(request));
  if (!parsed.success) return refuseBody(parsed.issues);
  const checked = checkInvitation(parsed.output, state);
  return checked.ok ? { ok: true, invitation: state.invitations.create(checked.start) } : checked;
}

/** Null where the body of a resend will do: none at all, or one with a locale. */
export async function refuseResendBody(request: Request): Promise<WorkosFailure | null> {
  const parsed = v.safeParse(resendSchema, await readJson(request));
  return parsed.success ? null : refuseBody(parsed.issues);
}

function checkInvitation(
  body: v.InferOutput<typeof bodySchema>,
  state: WorkosState,
): ValidInvitation | WorkosFailure {
  const { directory, invitations } = state;
  const organizationId = body.organization_id;
  const email = parseEmailAddress(body.email);
  if (email === null) return invalidParameters(invalidEmail);
  if (body.expires_in_days < 1) {
    return codedFailure(400, "expires_in_days_too_short", "expires_in_days must be at least 1.");
  }
  if (body.expires_in_days > longestDays) {
    return codedFailure(400, "expires_in_days_too_long", "expires_in_days must be at most 30.");
  }
  if (organizationId !== null && directory.findOrganization(organizationId) === undefined) {
    return messageFailure(404, `Organization not found: '${organizationId}'.`);
  }
  if (body.inviter_user_id !== null && directory.findUser(body.inviter_user_id) === undefined) {
    return messageFailure(404, `User not found: '${body.inviter_user_id}'.`);
  }
  if (body.role_slug !== null && !directory.listRoles().some(({ slug }) => slug === body.role_slug)) {
    return codedFailure(400, "invalid_role", "There is no role with this role_slug.");
  }
  const known = directory.findUserByEmail(email);
  const isMember =
    known !== undefined &&
    organizationId !== null &&
    directory.listMemberships({ userId: known.id, organizationId }).length > 0;
  if (isMember) {
    return codedFailure(400, "user_already_organization_member", "The user is a member already.");
  }
  if (invitations.findPending(email, organizationId) !== undefined) {
    return codedFailure(
      400,
      "email_already_invited_to_organization",
      "The address has a pending invitation already.",
    );
  }
  return {
    ok: true,
    start: {
      email,
      organizationId,
      inviterUserId: body.inviter_user_id,
      roleSlug: body.role_slug,
      lifetimeMs: body.expires_in_days * dayMs,
    },
  };
}

function refuseBody(issues: [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): WorkosFailure {
  const invalid = new Map(issues.map((issue) => [v.getDotPath(issue) ?? "body", issue]));
  return invalidParameters(
    ...[...invalid].map(([field, issue]) =>
      issue.received === "undefined" && field === "email"
        ? requiredParameter(field)
        : { field, code: `${field}_invalid`, message: `${field} is not valid` },
    ),
  );
}
