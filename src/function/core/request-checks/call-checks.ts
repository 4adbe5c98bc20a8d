import type { MiddlewareHandler } from "hono";

import type { CallName } from "../../../contract/api-paths.ts";
import { type CallRule, callRules } from "../call-rules.ts";
import type { FunctionContext } from "../function-context.ts";
import type { VerifyAccessToken } from "../tokens/verify-access-token.ts";
import { requireAccess } from "./require-access.ts";
import { requireJsonMediaType } from "./require-json-media-type.ts";
import { requireJsonObject } from "./require-json-object.ts";
import { requireRequestMarker } from "./require-request-marker.ts";
import { requireSameOrigin } from "./require-same-origin.ts";

/** What stands before each call: for a POST whose page sends it and what it sends, then who calls where the call asks for that. */
export function createCallChecks(
  ownOrigin: string,
  verifyAccessToken: VerifyAccessToken,
): (name: CallName) => MiddlewareHandler<FunctionContext>[] {
  const postChecks = [
    requireSameOrigin(ownOrigin),
    requireRequestMarker(),
    requireJsonMediaType(),
    requireJsonObject(),
  ];
  return (name) => {
    const { method, access }: CallRule = callRules[name];
    return [
      ...(method === "POST" ? postChecks : []),
      ...(access === null ? [] : [requireAccess(verifyAccessToken, access)]),
    ];
  };
}
