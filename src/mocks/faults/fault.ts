import * as v from "valibot";

/** Where faults can be played: the API and the hosted page. Never on the controls, or a fault could not be cleared any more. */
const playablePath =
  /^\/(?:user_management|sso|passwordless|organizations|connections|authorization|auth\/factors|mock\/authkit)(?:\/[\w./-]*)?$/;

const path = v.pipe(
  v.string(),
  v.regex(
    playablePath,
    "must begin with /user_management, /sso, /passwordless, /organizations, /connections, /authorization, /auth/factors or /mock/authkit",
  ),
);
const times = v.optional(
  v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000))),
  null,
);
const grantType = v.optional(v.pipe(v.string(), v.minLength(1)));
const failingStatus = v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599));
const anyRequest = { path, grantType, times };

/** As OAuth writes error codes; WorkOS's are all of this form (RFC 6749, section 4.1.2.1). */
const oauthError = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_]{0,63}$/, "must be an OAuth error code"));
const oauthDescription = v.pipe(v.string(), v.maxLength(500));

const faultSchema = v.variant("kind", [
  v.strictObject({
    ...anyRequest,
    kind: v.literal("status"),
    status: v.optional(failingStatus, 500),
    retryAfterSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(86_400))),
  }),
  v.strictObject({ ...anyRequest, kind: v.literal("hang") }),
  v.strictObject({ ...anyRequest, kind: v.literal("reset") }),
  v.strictObject({
    ...anyRequest,
    kind: v.literal("html"),
    status: v.optional(v.union([v.literal(200), failingStatus]), 200),
  }),
  v.strictObject({ ...anyRequest, kind: v.literal("malformed-json") }),
  v.strictObject({
    ...anyRequest,
    kind: v.literal("slow"),
    delayMs: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(600_000)),
  }),
  v.strictObject({
    path: v.literal("/user_management/authorize"),
    times,
    kind: v.literal("authorize-error"),
    error: oauthError,
    errorDescription: v.optional(oauthDescription, ""),
  }),
]);

/**
 * What goes wrong with requests whose path begins with `path` and, where it is set, whose `grant_type` is `grantType`.
 * `times` is how many requests it still meets; null: all of them until the faults are cleared.
 */
export type Fault = v.InferOutput<typeof faultSchema>;

/** A fault as it is written down, with what has a default left out. */
export type FaultSetting = v.InferInput<typeof faultSchema>;

/** The fault that a request body describes, or words for what is wrong with it. */
export function parseFault(body: unknown): { ok: true; fault: Fault } | { ok: false; detail: string } {
  const result = v.safeParse(faultSchema, body);
  if (result.success) return { ok: true, fault: result.output };
  const [issue] = result.issues;
  const member = v.getDotPath(issue);
  return { ok: false, detail: member === null ? issue.message : `${member}: ${issue.message}` };
}

/**
 * The fault that a test wrote down.
 * @throws ValiError where it makes no sense, which the types can't tell
 */
export function buildFault(setting: FaultSetting): Fault {
  return v.parse(faultSchema, setting);
}
