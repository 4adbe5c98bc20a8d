import * as v from "valibot";

import type { HeaderList } from "../http/answers.ts";
import { buildSetCookie } from "../http/cookie.ts";
import { userSchema } from "../workos/directory.ts";
import { impersonatorSchema } from "../workos/impersonator.ts";
import { openToken, sealToken } from "../workos/sealed-token.ts";

const pendingSchema = v.object({
  user: userSchema,
  organizationId: v.nullable(v.string()),
  impersonator: impersonatorSchema,
});

/** Whom the next authorization of a browser signs in, and in whose name it is really done. */
export type PendingImpersonation = v.InferOutput<typeof pendingSchema>;

const cookieName = "mock-impersonation";
const lifetimeMs = 10 * 60 * 1000;

/** The cookie that marks the next authorization of this browser. */
export async function markNextAuthorization(
  pending: PendingImpersonation,
  origin: string,
  nowMs: number,
): Promise<HeaderList> {
  const value = await sealToken("pending impersonation", pending, nowMs + lifetimeMs);
  return [["Set-Cookie", buildCookie(value, origin, Math.floor(lifetimeMs / 1000))]];
}

/** Takes the mark away, so that it counts once. */
export function clearPendingImpersonation(origin: string): HeaderList {
  return [["Set-Cookie", buildCookie("", origin, 0)]];
}

/** The impersonation that waits in this browser, or null. */
export async function readPendingImpersonation(
  cookies: Readonly<Record<string, string>>,
  nowMs: number,
): Promise<PendingImpersonation | null> {
  const opened = await openToken("pending impersonation", pendingSchema, cookies[cookieName] ?? "", nowMs);
  return opened.ok ? opened.value : null;
}

function buildCookie(value: string, origin: string, maxAgeSeconds: number): string {
  return buildSetCookie({
    name: cookieName,
    value,
    path: "/mock",
    maxAgeSeconds,
    httpOnly: true,
    secure: origin.startsWith("https:"),
  });
}
