import type { CallName } from "../../contract/api-paths.ts";
import { memberPermissions } from "../../contract/member-permissions.ts";
import type { AccessRule } from "./request-checks/require-access.ts";

/** How a call is made, and which access token it wants; null: none, because it goes by cookies, by a secret in its body or by nothing. */
export type CallRule = { method: "GET" | "POST"; access: AccessRule | null };

const account = { scope: "account" } as const;
const readMembers = { scope: "organization", permission: memberPermissions.read } as const;
const inviteMembers = { scope: "organization", permission: memberPermissions.invite } as const;

/** Every call of the function, and what it asks of whoever calls. */
export const callRules = {
  sendEmailCode: { method: "POST", access: null },
  verifyEmailCode: { method: "POST", access: null },
  continueSignIn: { method: "POST", access: null },
  redeemEmailLink: { method: "POST", access: null },
  sendMagicLink: { method: "POST", access: null },
  redeemMagicLink: { method: "POST", access: null },
  refreshSession: { method: "POST", access: null },
  signOut: { method: "POST", access: null },
  listOrganizations: { method: "GET", access: account },
  listMembers: { method: "GET", access: readMembers },
  listInvitations: { method: "GET", access: readMembers },
  sendInvitations: { method: "POST", access: inviteMembers },
  revokeInvitation: { method: "POST", access: inviteMembers },
  resendInvitation: { method: "POST", access: inviteMembers },
  inspectInvitation: { method: "POST", access: null },
  acceptInvitation: { method: "POST", access: account },
  listAccountSessions: { method: "GET", access: account },
  revokeAccountSessions: { method: "POST", access: account },
  jwks: { method: "GET", access: null },
  health: { method: "GET", access: null },
} as const satisfies Record<CallName, CallRule>;
