import { countUse } from "../../core/counters/limits.ts";
import type { Call } from "../../core/feature/call.ts";
import { readClientKey, readTokenSubject } from "../../core/feature/call-limits.ts";
import type { Core } from "../../core/feature/core.ts";
import type { Context } from "../../core/http/context.ts";
import type { WorkosFailure } from "../../core/workos/workos-error.ts";
import { teamLimits, withMaximum } from "./limits.ts";
import type { TeamParts } from "./team-parts.ts";

/** Counts a request to WorkOS before it is made; the failure to return in its place when the budget is used up. */
export type CountRequest = () => Promise<WorkosFailure | null>;

/** Builds the parts for one request to the function. */
export type BuildParts = {
  core: Core;
  /** Requests to WorkOS a minute for a member. */
  workosBudget: number;
  build: (countRequest: CountRequest) => TeamParts;
};

const { workosRequestsPerMember, workosRequestsPerClient } = teamLimits;

/**
 * The call with a budget of requests to WorkOS for its caller: a call may cost dozens, and WorkOS's limit is shared by all users
 * (denial of service by one of them).
 */
export function withinBudget(call: Call<TeamParts>): Call<BuildParts> {
  // An invitation is inspected without an access token, and has a limit of its own by client.
  if (call.access === null) return { ...call, handle: ({ build }) => call.handle(build(async () => null)) };
  return {
    ...call,
    limits: [...(call.limits ?? []), workosRequestsPerMember, workosRequestsPerClient],
    handle:
      ({ core, workosBudget, build }) =>
      (context) =>
        call.handle(build(createCountRequest(core, workosBudget, context)))(context),
  };
}

function createCountRequest(core: Core, workosBudget: number, context: Context): CountRequest {
  const ofMemberLimit = withMaximum(core.limit(workosRequestsPerMember), workosBudget);
  const [member, client] = [readTokenSubject(context), readClientKey(core, context)];
  return async () => {
    const ofMember = await countUse(ofMemberLimit, member);
    const usedUp =
      ofMember.kind === "exceeded" ? ofMember : await countUse(core.limit(workosRequestsPerClient), client);
    return usedUp.kind === "exceeded"
      ? { kind: "rate_limited", retryAfterSeconds: Math.max(1, Math.ceil(usedUp.msLeft / 1000)), usedUp }
      : null;
  };
}
