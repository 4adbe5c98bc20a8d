import { basePath } from "./base-path.ts";
import { toPathSegment } from "./path-segment.ts";

/**
 * Paths of the function's calls, as the browser asks for them and the function mounts them. What stands in braces is a parameter
 * (RFC 6570 section 3.2.2), filled in by `buildApiPath`.
 */
export const apiPaths = {
  sendEmailCode: `${basePath}/api/email-code/send`,
  verifyEmailCode: `${basePath}/api/email-code/verify`,
  continueSignIn: `${basePath}/api/email-code/continue`,
  redeemEmailLink: `${basePath}/api/email-link/redeem`,
  refreshSession: `${basePath}/api/session/refresh`,
  signOut: `${basePath}/api/session/sign-out`,
  listOrganizations: `${basePath}/api/organizations`,
  listMembers: `${basePath}/api/members`,
  listInvitations: `${basePath}/api/invitations`,
  sendInvitations: `${basePath}/api/invitations`,
  revokeInvitation: `${basePath}/api/invitations/{invitationId}/revoke`,
  resendInvitation: `${basePath}/api/invitations/{invitationId}/resend`,
  inspectInvitation: `${basePath}/api/invitations/inspect`,
  acceptInvitation: `${basePath}/api/invitations/accept`,
  listAccountSessions: `${basePath}/api/sessions`,
  revokeAccountSessions: `${basePath}/api/sessions/revoke`,
  jwks: `${basePath}/api/jwks.json`,
  health: `${basePath}/api/health`,
  diagnosis: `${basePath}/api/doctor`,
} as const;

/** The calls by name. */
export type CallName = keyof typeof apiPaths;

/**
 * A call's path with its parameters, each as one segment, and its query.
 * @param query members that are null are left out
 */
export function buildApiPath(
  path: string,
  parameters: Record<string, string>,
  query: Record<string, string | null> = {},
): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => toPathSegment(parameters[name] ?? ""));
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]): [string, string][] =>
      value === null ? [] : [[name, value]],
    ),
  ).toString();
  return search === "" ? filled : `${filled}?${search}`;
}

/**
 * Header that every call of the browser carries. A cross-site form cannot set it, and a cross-site script that sets it needs a
 * CORS preflight, which the function never answers.
 */
export const requestMarkerHeader = { name: "X-Portico-Request", value: "1" } as const;
