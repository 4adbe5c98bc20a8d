import type { SeedAuthFactor, SeedConnection, SeedOrganization, SeedRole } from "../people.ts";
import type { Directory, DirectoryUser, Membership } from "./directory.ts";
import type { MailedCode } from "./one-time-codes.ts";
import type { Authentication } from "./session-tokens.ts";
import type { AuthenticationMethod, Session } from "./sessions.ts";
import type { TotpChallenge } from "./totp-factors.ts";

/** A user in WorkOS's field names. */
export function serializeUser(user: DirectoryUser): Record<string, unknown> {
  return {
    object: "user",
    id: user.id,
    email: user.email,
    email_verified: user.emailVerified,
    first_name: user.firstName,
    last_name: user.lastName,
    profile_picture_url: null,
    external_id: null,
    metadata: {},
    locale: null,
    last_sign_in_at: user.lastSignInAtMs === null ? null : isoTime(user.lastSignInAtMs),
    created_at: isoTime(user.createdAtMs),
    updated_at: isoTime(user.updatedAtMs),
  };
}

/** The answer to a successful authenticate call. Without `refresh_token` where the cookie keeps it. */
export function serializeAuthentication(
  authentication: Authentication,
  refreshTokenPlace: "body" | "cookie",
): Record<string, unknown> {
  const { user, session } = authentication;
  return {
    user: serializeUser(user),
    ...(session.organizationId === null ? {} : { organization_id: session.organizationId }),
    access_token: authentication.accessToken,
    ...(refreshTokenPlace === "body" ? { refresh_token: authentication.refreshToken } : {}),
    authentication_method: authentication.authenticationMethod,
    ...serializeImpersonator(session),
  };
}

/** A mailed code in WorkOS's field names. */
export function serializeMailedCode(
  kind: "magic_auth" | "email_verification",
  mailed: MailedCode,
): Record<string, unknown> {
  return {
    object: kind,
    id: mailed.id,
    user_id: mailed.userId,
    email: mailed.email,
    expires_at: isoTime(mailed.expiresAtMs),
    code: mailed.oneTimeCode,
    created_at: isoTime(mailed.createdAtMs),
    updated_at: isoTime(mailed.updatedAtMs),
  };
}

/** A TOTP challenge in WorkOS's field names; it has no `expires_at`, because the codes of an app expire by themselves. */
export function serializeChallenge(challenge: TotpChallenge): Record<string, unknown> {
  return {
    object: "authentication_challenge",
    id: challenge.id,
    authentication_factor_id: challenge.factorId,
    created_at: isoTime(challenge.createdAtMs),
    updated_at: isoTime(challenge.createdAtMs),
  };
}

/** A session in WorkOS's field names; `nowMs` decides whether it has expired. */
export function serializeSession(session: Session, nowMs: number): Record<string, unknown> {
  return {
    object: "session",
    id: session.id,
    user_id: session.userId,
    ...(session.organizationId === null ? {} : { organization_id: session.organizationId }),
    ip_address: session.ipAddress,
    user_agent: session.userAgent,
    ...serializeImpersonator(session),
    auth_method: methodSlug(session.authenticationMethod),
    status: sessionStatus(session, nowMs),
    expires_at: isoTime(session.expiresAtMs),
    ended_at: session.endedAtMs === null ? null : isoTime(session.endedAtMs),
    created_at: isoTime(session.createdAtMs),
    updated_at: isoTime(session.updatedAtMs),
  };
}

/** A membership as lists show it: active, inactive, or what a pending invitation stands for. */
export type ListedMembership = Omit<Membership, "permissions" | "status"> & {
  status: Membership["status"] | "pending";
};

export function serializeMembership(
  membership: ListedMembership,
  directory: Pick<Directory, "findUser">,
): Record<string, unknown> {
  const user = directory.findUser(membership.userId);
  return {
    object: "organization_membership",
    id: membership.id,
    user_id: membership.userId,
    organization_id: membership.organization.id,
    organization_name: membership.organization.name,
    status: membership.status,
    directory_managed: false,
    custom_attributes: {},
    role: { slug: membership.roleSlug },
    ...(user === undefined ? {} : { user: serializeUser(user) }),
    created_at: isoTime(membership.createdAtMs),
    updated_at: isoTime(membership.createdAtMs),
  };
}

/** A role of the environment in WorkOS's field names. */
export function serializeRole(role: SeedRole, createdAtMs: number): Record<string, unknown> {
  return {
    object: "role",
    id: `role_${role.slug}`,
    slug: role.slug,
    name: role.name,
    description: null,
    permissions: role.permissions,
    resource_type_slug: "organization",
    type: "EnvironmentRole",
    created_at: isoTime(createdAtMs),
    updated_at: isoTime(createdAtMs),
  };
}

/** An enrolled authenticator app, without its secret, as lists show it. */
export function serializeAuthFactor(
  factor: SeedAuthFactor & { createdAtMs: number },
): Record<string, unknown> {
  return {
    object: "authentication_factor",
    id: factor.id,
    user_id: factor.userId,
    type: "totp",
    totp: { issuer: "Portico", user: factor.userId },
    created_at: isoTime(factor.createdAtMs),
    updated_at: isoTime(factor.createdAtMs),
  };
}

export function serializeOrganization(
  organization: SeedOrganization & { createdAtMs: number },
): Record<string, unknown> {
  return {
    object: "organization",
    id: organization.id,
    name: organization.name,
    allow_profiles_outside_organization: false,
    domains: (organization.domains ?? []).map(({ domain, state }, index) => ({
      object: "organization_domain",
      id: `org_domain_${organization.id.slice("org_".length)}_${String(index)}`,
      domain,
      organization_id: organization.id,
      state,
      verification_strategy: "dns",
    })),
    external_id: null,
    metadata: {},
    created_at: isoTime(organization.createdAtMs),
    updated_at: isoTime(organization.createdAtMs),
  };
}

export function serializeConnection(
  connection: SeedConnection & { createdAtMs: number },
): Record<string, unknown> {
  return {
    object: "connection",
    id: connection.id,
    organization_id: connection.organizationId,
    connection_type: "GenericSAML",
    name: "Single sign-on",
    state: connection.state,
    domains: [],
    created_at: isoTime(connection.createdAtMs),
    updated_at: isoTime(connection.createdAtMs),
  };
}

function serializeImpersonator({ impersonator }: Session): Record<string, unknown> {
  return impersonator === null ? {} : { impersonator };
}

function sessionStatus(session: Session, nowMs: number): "active" | "revoked" | "expired" {
  if (session.endedAtMs !== null) return "revoked";
  return session.expiresAtMs <= nowMs ? "expired" : "active";
}

function methodSlug(method: AuthenticationMethod): "password" | "magic_code" | "impersonation" {
  switch (method) {
    case "Password":
      return "password";
    case "MagicAuth":
      return "magic_code";
    case "Impersonation":
      return "impersonation";
  }
  return method satisfies never;
}

function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
