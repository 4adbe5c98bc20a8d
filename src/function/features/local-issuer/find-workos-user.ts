import * as v from "valibot";

import type { EmailAddress } from "../../../contract/email-address.ts";
import { isRefusalBody } from "../../../contract/workos-refusal.ts";
import type { CallWorkos } from "../../core/workos/call-workos.ts";
import { malformedAnswer, type WorkosFailure } from "../../core/workos/workos-error.ts";

/** Whether WorkOS has a user with the address. */
export type FindWorkosUser = (
  email: EmailAddress,
) => Promise<{ kind: "found" } | { kind: "absent" } | WorkosFailure>;

export function createFindWorkosUser(call: CallWorkos): FindWorkosUser {
  return async (email) => {
    const result = await call(
      "find_user",
      { method: "GET", path: "/user_management/users", query: { email, limit: 1 } },
      v.object({ data: v.array(v.unknown()) }),
    );
    if (result.kind === "refused") {
      // WorkOS can't have a user whose address it doesn't accept; any other refusal says nothing about the user.
      return result.status === 422 && isRefusalBody(result.body) ? { kind: "absent" } : malformedAnswer;
    }
    if (result.kind !== "answered") return result;
    return { kind: result.answer.data.length > 0 ? "found" : "absent" };
  };
}
