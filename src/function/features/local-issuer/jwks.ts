import * as v from "valibot";

import { apiPaths } from "../../../contract/api-paths.ts";
import type { Call } from "../../core/feature/call.ts";
import type { Handler } from "../../core/http/context.ts";
import type { LocalIssuerParts } from "./local-issuer-parts.ts";

const jwksSchema = v.object({
  keys: v.array(
    v.strictObject({
      kty: v.literal("EC"),
      crv: v.literal("P-256"),
      x: v.string(),
      y: v.string(),
      kid: v.string(),
      alg: v.literal("ES256"),
      use: v.literal("sig"),
    }),
  ),
});

/** The public keys of the local issuer's access tokens, for backends that verify them. */
export const jwks: Call<LocalIssuerParts> = {
  name: "jwks",
  method: "GET",
  path: apiPaths.jwks,
  access: null,
  summary: "The public keys of the local issuer's access tokens; an empty set without a local issuer.",
  request: null,
  successes: [
    {
      status: 200,
      description: "A JWK set (RFC 7517).",
      schema: jwksSchema,
      mediaType: "application/jwk-set+json",
    },
  ],
  failures: ["not_configured", "internal"],
  handle: ({ accessTokens }) => answerKeys(() => accessTokens.readJwks()),
  // Verifiers understand an empty set.
  handleWhenOff: answerKeys(() => Promise.resolve({ keys: [] })),
};

function answerKeys(readJwks: () => Promise<{ keys: Record<string, string>[] }>): Handler {
  // RFC 7517 section 8.5.2.
  return async (context) => context.json(await readJwks(), 200, "application/jwk-set+json");
}
