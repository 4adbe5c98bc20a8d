import type { EmailAddress } from "../../../contract/email-address.ts";
import type { CallWorkos } from "../../core/workos/call-workos.ts";
import { malformedAnswer, type WorkosFailure } from "../../core/workos/workos-error.ts";

/** Whether WorkOS has a user with the address. */
export type FindWorkosUser = (
  email: EmailAddress,
) => Promise<{ kind: "found" } | { kind: "absent" } | WorkosFailure>;

export function createFindWorkosUser(call: CallWorkos): FindWorkosUser {
  return async (email) => {
    const result = await call("find_user", (workos) => workos.userManagement.listUsers({ email, limit: 1 }));
    if (result.kind === "refused") return malformedAnswer;
    if (result.kind !== "answered") return result;
    return { kind: result.answer.data.length > 0 ? "found" : "absent" };
  };
}
