import type { WorkosAnswer } from "./call-workos.ts";
import type { WorkosFailure, WorkosRefusal } from "./workos-error.ts";
import type { WorkosSession } from "./workos-session.ts";

export type SignInResult =
  | { kind: "authenticated"; session: WorkosSession }
  | {
      /** `invitation_not_found`: the invitation sent with the code has ended or never existed. */
      kind:
        | "wrong_one_time_code"
        | "one_time_code_expired"
        | "too_many_attempts"
        | "sign_up_not_allowed"
        | "sso_required"
        | "invitation_not_found"
        | "invitation_other_address";
    }
  /** WorkOS requires a further step, or something that only its hosted pages offer (another method, enrolling a factor, …). */
  | WorkosRefusal
  | WorkosFailure;

type Refused = Exclude<SignInResult, WorkosFailure | WorkosRefusal | { kind: "authenticated" }>;

/** `invalid_code` and `expired_code` are the spellings of WorkOS's emulator. */
const refusals = new Map<string | null, Refused["kind"]>([
  ["invalid_one_time_code", "wrong_one_time_code"],
  ["invalid_credentials", "wrong_one_time_code"],
  ["invalid_grant", "wrong_one_time_code"],
  ["invalid_code", "wrong_one_time_code"],
  ["one_time_code_expired", "one_time_code_expired"],
  ["one_time_code_previously_used", "one_time_code_expired"],
  ["expired_code", "one_time_code_expired"],
  ["one_time_code_too_many_attempts", "too_many_attempts"],
  ["sign_up_not_allowed", "sign_up_not_allowed"],
  ["sso_required", "sso_required"],
  ["invitation_invalid", "invitation_not_found"],
  ["invitation_cannot_be_used_for_email", "invitation_other_address"],
]);

/** What WorkOS's answer to a code means. */
export function readSignInResult(result: WorkosAnswer<WorkosSession>): SignInResult {
  if (result.kind === "answered") return { kind: "authenticated", session: result.answer };
  const kind = result.kind === "refused" ? refusals.get(result.workosErrorCode) : undefined;
  return kind === undefined ? result : { kind };
}
