import * as v from "valibot";

import { toPathSegment } from "../../../../contract/path-segment.ts";
import { type CallWorkos } from "../../../core/workos/call-workos.ts";
import { isAboutUnknownId, malformedAnswer, type WorkosFailure } from "../../../core/workos/workos-error.ts";
import { type WorkosPage, workosPageSchema } from "./workos-list.ts";

/** A session in WorkOS's list of a user's sessions. */
export type WorkosAccountSession = {
  id: string;
  /** ISO 8601, as all times. */
  createdAt: string;
  expiresAt: string;
  endedAt: string | null;
  ipAddress: string | null;
  userAgent: string | null;
  authenticationMethod: string;
};

export type ListAccountSessionsResult =
  | ({ kind: "listed" } & WorkosPage<WorkosAccountSession>)
  | WorkosFailure;

/** The calls about one user's sessions. */
export type WorkosAccountSessionCalls = {
  /** Newest first, including ended ones; empty for a user whom WorkOS doesn't know. */
  listAccountSessions: (userId: string, after: string | null) => Promise<ListAccountSessionsResult>;
};

const optionalText = v.optional(v.nullable(v.string()), null);
const sessionSchema = v.pipe(
  v.object({
    id: v.string(),
    createdAt: v.string(),
    expiresAt: v.string(),
    endedAt: optionalText,
    ipAddress: optionalText,
    userAgent: optionalText,
    authMethod: v.string(),
  }),
  v.transform(({ authMethod, ...rest }): WorkosAccountSession => ({
    ...rest,
    authenticationMethod: authMethod,
  })),
);

const pageSize = 100;

export function createWorkosAccountSessionCalls(call: CallWorkos): WorkosAccountSessionCalls {
  return {
    listAccountSessions: async (userId, after) => {
      const path = `/user_management/users/${toPathSegment(userId)}/sessions`;
      const result = await call(
        "list_account_sessions",
        { method: "GET", path, query: { limit: pageSize, order: "desc", after } },
        workosPageSchema(sessionSchema),
      );
      if (after === null && isAboutUnknownId(result)) return { kind: "listed", items: [], after: null };
      if (result.kind === "refused") return malformedAnswer;
      return result.kind === "answered" ? { kind: "listed", ...result.answer } : result;
    },
  };
}
