import * as v from "valibot";

import { longestOrganizationId } from "./sign-in-limits.ts";

const userSchema = v.object({
  id: v.string(),
  email: v.string(),
  emailVerified: v.boolean(),
  firstName: v.nullable(v.string()),
  lastName: v.nullable(v.string()),
  profilePictureUrl: v.nullable(v.string()),
  lastSignInAt: v.nullable(v.string()),
  externalId: v.nullable(v.string()),
  createdAt: v.string(),
  updatedAt: v.string(),
});

/** The person, in the field names of authkit-react's `User`. Times are ISO 8601. */
export type SessionUser = v.InferOutput<typeof userSchema>;

/** Answer of every call that gives a session. */
export const sessionAnswerSchema = v.object({
  user: userSchema,
  /** Compact JWS, to be kept in memory alone. */
  accessToken: v.string(),
  authenticationMethod: v.nullable(v.string()),
  /** Where the person wanted to go when the code was asked for; still to be parsed as a return path. */
  returnTo: v.optional(v.nullable(v.string())),
});

/** Answer to a verified code and to a refresh. The refresh token is never in it: it stays in an HttpOnly cookie. */
export type SessionAnswer = v.InferOutput<typeof sessionAnswerSchema>;

export function parseSessionAnswer(body: unknown): SessionAnswer | null {
  const result = v.safeParse(sessionAnswerSchema, body);
  return result.success ? result.output : null;
}

/** Body of `POST /api/session/refresh`. */
export const refreshSessionRequestSchema = v.strictObject({
  organizationId: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(longestOrganizationId))),
});

/** Body of `POST /api/session/refresh`; `organizationId` switches the session to that organization. */
export function parseRefreshSessionRequest(body: unknown): { organizationId: string | null } | null {
  const result = v.safeParse(refreshSessionRequestSchema, body);
  return result.success ? { organizationId: result.output.organizationId ?? null } : null;
}

/** Body of `POST /api/session/sign-out`. */
export const signOutRequestSchema = v.strictObject({ everywhere: v.optional(v.boolean()) });

/** Body of `POST /api/session/sign-out`. */
export function parseSignOutRequest(body: unknown): { everywhere: boolean } | null {
  const result = v.safeParse(signOutRequestSchema, body);
  return result.success ? { everywhere: result.output.everywhere ?? false } : null;
}

/** Answer of `POST /api/session/sign-out`. */
export const signOutAnswerSchema = v.object({ revoked: v.boolean() });

/** `revoked` is false when the cookie is gone but the issuer could not be told yet. */
export function parseSignOutAnswer(body: unknown): { revoked: boolean } | null {
  const result = v.safeParse(signOutAnswerSchema, body);
  return result.success ? result.output : null;
}

/** Answer of `GET /api/health`; features add members of their own. */
export const healthSchema = v.looseObject({
  status: v.picklist(["ok", "degraded"]),
  emailCode: v.picklist(["available", "unavailable", "not_configured"]),
});

/** What works right now, as `GET /api/health` says it. */
export type Health = v.InferOutput<typeof healthSchema>;

export function parseHealth(body: unknown): Health | null {
  const result = v.safeParse(healthSchema, body);
  return result.success ? result.output : null;
}
