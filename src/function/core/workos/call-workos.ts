import type { WorkOS } from "@workos-inc/node";

import type { WorkosFailure, WorkosRefusal } from "./workos-error.ts";

/**
 * Asks WorkOS one thing; what goes wrong comes back as a value and stands in the log under the call's name.
 * @param ask the SDK's call
 */
export type CallWorkos = <Answer>(
  name: string,
  ask: (workos: WorkOS) => Promise<Answer>,
) => Promise<{ kind: "answered"; answer: Answer } | WorkosFailure | WorkosRefusal>;
