import type { Handler } from "hono";

import type { FunctionContext } from "../../core/function-context.ts";
import type { AccessTokens } from "./access-tokens.ts";

/** `GET /api/jwks.json`: the public keys of the local issuer's access tokens, for the backends that verify them. */
export function answerJwks(accessTokens: Pick<AccessTokens, "readJwks">): Handler<FunctionContext> {
  return async (context) => {
    const jwks = JSON.stringify(await accessTokens.readJwks());
    // RFC 7517 section 8.5.2.
    return context.body(jwks, 200, { "Content-Type": "application/jwk-set+json" });
  };
}
