import * as v from "valibot";

import type { EmailAddress } from "../../../contract/email-address.ts";
import { isRefusalBody } from "../../../contract/workos-refusal.ts";
import type { Wait } from "../../core/feature/environment.ts";
import type { CallWorkos } from "../../core/workos/call-workos.ts";
import { malformedAnswer, type WorkosFailure } from "../../core/workos/workos-error.ts";

/** Whether WorkOS has a user with the address. */
export type FindWorkosUser = (
  email: EmailAddress,
) => Promise<{ kind: "found" } | { kind: "absent" } | WorkosFailure>;

/** The mail waits this long at most: hosts stop what goes on after the answer after half a minute. */
const longestWaitSeconds = 10;

/** Looks up once more after WorkOS's limit, because the limit says nothing about who serves the address. */
export function createFindWorkosUser({
  workos,
  wait,
}: {
  workos: { call: CallWorkos };
  wait: Wait;
}): FindWorkosUser {
  return async (email) => {
    const ask = async () =>
      await workos.call(
        "find_user",
        { method: "GET", path: "/user_management/users", query: { email, limit: 1 } },
        v.object({ data: v.array(v.unknown()) }),
      );
    let result = await ask();
    if (result.kind === "rate_limited") {
      await wait(Math.min(result.retryAfterSeconds ?? 5, longestWaitSeconds) * 1000);
      result = await ask();
    }
    if (result.kind === "refused") {
      // WorkOS can't have a user whose address it doesn't accept; any other refusal says nothing about the user.
      return result.status === 422 && isRefusalBody(result.body) ? { kind: "absent" } : malformedAnswer;
    }
    if (result.kind !== "answered") return result;
    return { kind: result.answer.data.length > 0 ? "found" : "absent" };
  };
}
