import { createRemoteJWKSet, decodeJwt, errors, jwtVerify } from "jose";

// #region verify-access-token
/** Who calls. Identity is issuer and subject together: the same subject at the other issuer is somebody else. */
export type Caller = {
  issuer: "workos" | "local";
  subject: string;
  organizationId: string | null;
  role: string | null;
  permissions: string[];
  /** "email": has shown a mailbox and nothing more. */
  authentication: "full" | "email";
};

/** Verifies the access tokens of one console: the caller, or null for a token that isn't valid. Throws when keys can't be fetched. */
export function createVerifyAccessToken(settings: {
  /** Where the console is, without a slash at the end. */
  consoleOrigin: string;
  /** WorkOS's API, or your custom authentication domain. */
  workosApiUrl: string;
  workosClientId: string;
  /** `iss` of WorkOS's tokens, exactly as it stands in one of yours. */
  workosIssuer: string;
}): (token: string) => Promise<Caller | null> {
  const { consoleOrigin, workosClientId, workosIssuer } = settings;
  const workos = {
    name: "workos" as const,
    keys: createRemoteJWKSet(new URL(`/sso/jwks/${workosClientId}`, settings.workosApiUrl)),
    rules: { issuer: workosIssuer, algorithms: ["RS256"] },
  };
  const local = {
    name: "local" as const,
    keys: createRemoteJWKSet(new URL("/api/jwks.json", consoleOrigin)),
    rules: { issuer: consoleOrigin, algorithms: ["ES256"], audience: consoleOrigin, typ: "at+jwt" },
  };

  return async (token) => {
    try {
      // Not to be believed yet: the unverified claims only pick whose keys and rules the token has to satisfy.
      const { iss, aud } = decodeJwt(token);
      const issuer = [workos, local].find(({ rules }) => rules.issuer === iss);
      if (issuer === undefined) return null;
      const { payload, protectedHeader } = await jwtVerify(token, issuer.keys, {
        ...issuer.rules,
        // WorkOS's tokens have no audience as a rule. Where one is, it must be us (RFC 7519, section 4.1.3).
        ...(issuer === workos && aud !== undefined && { audience: workosClientId }),
        requiredClaims: ["sub", "sid", "exp", "iat"],
        clockTolerance: "60 seconds",
        maxTokenAge: "1 day",
      });
      if (!["at+jwt", "jwt", undefined].includes(protectedHeader.typ?.toLowerCase())) return null;
      return buildCaller(issuer.name, payload, workosClientId);
    } catch (error) {
      if (error instanceof errors.JOSEError && !areKeysMissing(error)) return null;
      throw error;
    }
  };
}

function buildCaller(
  issuer: Caller["issuer"],
  claims: Record<string, unknown>,
  workosClientId: string,
): Caller | null {
  const { sub: subject, sid, client_id: clientId = workosClientId, org_id: organizationId, role } = claims;
  if (typeof subject !== "string" || subject === "" || typeof sid !== "string") return null;
  if (issuer === "workos" && clientId !== workosClientId) return null;
  const permissions: unknown[] = Array.isArray(claims["permissions"]) ? claims["permissions"] : [];
  return {
    issuer,
    subject,
    organizationId: typeof organizationId === "string" ? organizationId : null,
    role: typeof role === "string" ? role : null,
    permissions: permissions.filter((permission) => typeof permission === "string"),
    authentication: issuer === "local" || claims["acr"] === "email" ? "email" : "full",
  };
}

/** The issuer didn't answer, or with something else than keys: that says nothing of the token. */
function areKeysMissing(error: errors.JOSEError): boolean {
  return ["ERR_JWKS_TIMEOUT", "ERR_JWKS_INVALID", "ERR_JOSE_GENERIC"].includes(error.code);
}
// #endregion
