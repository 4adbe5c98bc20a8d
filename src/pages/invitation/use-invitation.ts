import { useCallback, useEffect, useState } from "react";

import { apiPaths } from "../../contract/api-paths.ts";
import { callFunction, type FunctionFailure } from "../../contract/function-call.ts";
import { type InspectInvitationAnswer, parseInspectInvitationAnswer } from "../../contract/invitations.ts";

/** What is known of an invitation. */
export type InvitationKnowledge =
  | { kind: "loading" }
  | { kind: "known"; invitation: InspectInvitationAnswer }
  | { kind: "unknown" }
  | { kind: "failed"; failure: FunctionFailure };

/** Asks the function about an invitation; `ask` does so again. */
export function useInvitation(token: string): { knowledge: InvitationKnowledge; ask: () => void } {
  const [knowledge, setKnowledge] = useState<InvitationKnowledge>({ kind: "loading" });
  const [asked, setAsked] = useState({ token });

  useEffect(() => {
    let isCurrent = true;
    const inspect = async () => {
      const result = await callFunction(apiPaths.inspectInvitation, asked, parseInspectInvitationAnswer);
      if (isCurrent) setKnowledge(describe(result));
    };
    void inspect();
    return () => {
      isCurrent = false;
    };
  }, [asked]);

  const ask = useCallback(() => {
    setKnowledge({ kind: "loading" });
    setAsked({ token });
  }, [token]);
  return { knowledge, ask };
}

function describe(
  result: Awaited<ReturnType<typeof callFunction<InspectInvitationAnswer>>>,
): InvitationKnowledge {
  if (result.ok) return { kind: "known", invitation: result.value };
  const { failure } = result;
  return failure.kind === "problem" && failure.problem.code === "invitation_not_found"
    ? { kind: "unknown" }
    : { kind: "failed", failure };
}
