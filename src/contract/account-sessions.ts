import * as v from "valibot";

const accountSessionSchema = v.object({
  id: v.string(),
  /** ISO 8601, as all times. */
  createdAt: v.string(),
  expiresAt: v.string(),
  ipAddress: v.nullable(v.string()),
  userAgent: v.nullable(v.string()),
  /** WorkOS's name of it, such as `password` or `magic_code`. */
  authenticationMethod: v.string(),
  /** Whether the access token of this call belongs to it. */
  isCurrent: v.boolean(),
});

/** A session of the caller's that has not ended. */
export type AccountSession = v.InferOutput<typeof accountSessionSchema>;

/** Answer of `GET /api/sessions`. */
export const accountSessionsAnswerSchema = v.object({
  sessions: v.array(accountSessionSchema),
  /** False where there are older sessions than these. */
  isComplete: v.optional(v.boolean(), true),
});

/** The caller's sessions, newest first. */
export type AccountSessionsAnswer = v.InferOutput<typeof accountSessionsAnswerSchema>;

export function parseAccountSessionsAnswer(body: unknown): AccountSessionsAnswer | null {
  const result = v.safeParse(accountSessionsAnswerSchema, body);
  return result.success ? result.output : null;
}

/** Body of `POST /api/sessions/revoke`. */
export const revokeAccountSessionsRequestSchema = v.union([
  v.strictObject({ sessionId: v.pipe(v.string(), v.maxLength(128), v.regex(/^[\w-]+$/)) }),
  v.strictObject({ everywhere: v.literal(true) }),
]);

/** One session of the caller's, or all of them. */
export type RevokeAccountSessionsRequest = v.InferOutput<typeof revokeAccountSessionsRequestSchema>;

export function parseRevokeAccountSessionsRequest(body: unknown): RevokeAccountSessionsRequest | null {
  const result = v.safeParse(revokeAccountSessionsRequestSchema, body);
  return result.success ? result.output : null;
}

/** Answer of `POST /api/sessions/revoke`; `revoked` is false where sessions may be left. */
export const revokeAccountSessionsAnswerSchema = v.object({ revoked: v.boolean() });

export function parseRevokeAccountSessionsAnswer(body: unknown): { revoked: boolean } | null {
  const result = v.safeParse(revokeAccountSessionsAnswerSchema, body);
  return result.success ? result.output : null;
}
