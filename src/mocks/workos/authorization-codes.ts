import * as v from "valibot";

import { type DirectoryUser, userSchema } from "./directory.ts";
import { createId } from "./identifiers.ts";
import { type Impersonator, impersonatorSchema } from "./impersonator.ts";
import { openToken, sealToken } from "./sealed-token.ts";

const grantSchema = v.object({
  id: v.string(),
  clientId: v.string(),
  redirectUri: v.string(),
  codeChallenge: v.string(),
  user: userSchema,
  organizationId: v.nullable(v.string()),
  impersonator: v.optional(v.nullable(impersonatorSchema), null),
});

/** What an authorization code stands for. */
export type AuthorizationGrant = v.InferOutput<typeof grantSchema>;

export type AuthorizationCodes = {
  issue(grant: {
    clientId: string;
    redirectUri: string;
    codeChallenge: string;
    user: DirectoryUser;
    organizationId: string | null;
    impersonator: Impersonator | null;
  }): Promise<string>;
  /** The grant behind a code that is neither forged nor expired. Reading does not use the code up. */
  read(authorizationCode: string): Promise<AuthorizationGrant | null>;
  /**
   * Exchanges the code for this session, once. The second time it answers the session of the first, for the caller to end: a
   * code that turns up twice was stolen (RFC 6749, section 4.1.2).
   */
  use(grant: AuthorizationGrant, sessionId: string): { ok: true } | { ok: false; usedForSessionId: string };
  clear(): void;
};

/** RFC 6749, section 4.1.2 recommends ten minutes at most. */
const lifetimeMs = 10 * 60 * 1000;

export function createAuthorizationCodes(now: () => number): AuthorizationCodes {
  const sessionIdByUsedCode = new Map<string, string>();
  return {
    async issue(grant) {
      return sealToken("authorization code", { id: createId("code"), ...grant }, now() + lifetimeMs);
    },
    async read(authorizationCode) {
      const opened = await openToken("authorization code", grantSchema, authorizationCode, now());
      return opened.ok ? opened.value : null;
    },
    use(grant, sessionId) {
      const usedForSessionId = sessionIdByUsedCode.get(grant.id);
      if (usedForSessionId !== undefined) return { ok: false, usedForSessionId };
      sessionIdByUsedCode.set(grant.id, sessionId);
      return { ok: true };
    },
    clear: () => sessionIdByUsedCode.clear(),
  };
}
