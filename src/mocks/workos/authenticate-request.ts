import type { AuthorizationCodes } from "./authorization-codes.ts";
import type { Directory } from "./directory.ts";
import { invalidParameters, oauthFailure, requiredParameter, type WorkosFailure } from "./failures.ts";
import type { Invitations } from "../invitations/invitations.ts";
import type { Mailbox } from "../mailbox/mailbox.ts";
import type { OneTimeCodes } from "./one-time-codes.ts";
import type { PendingAuthentications } from "./pending-authentications.ts";
import type { RateLimit } from "./rate-limit.ts";
import type { Sessions } from "./sessions.ts";
import type { TotpFactors } from "./totp-factors.ts";

/** Body of `POST /user_management/authenticate`: names to values, and who asks. */
export type AuthenticateRequest = {
  parameters: ReadonlyMap<string, string>;
  /** Refresh token of the authentication domain's cookie; counts only where the body of a public client has none. */
  cookieRefreshToken: string | null;
  ipAddress: string | null;
  userAgent: string | null;
};

export type AuthenticateDependencies = {
  issuer: string;
  clientId: string;
  apiKey: string;
  accessTokenLifetimeMs: number;
  now: () => number;
  directory: Directory;
  sessions: Sessions;
  authorizationCodes: AuthorizationCodes;
  magicAuthCodes: OneTimeCodes;
  emailVerifications: OneTimeCodes;
  pendingAuthentications: PendingAuthentications;
  totpFactors: TotpFactors;
  invitations: Invitations;
  /** Whether anybody may make an account without an invitation. */
  signUpAllowed: boolean;
  mailbox: Mailbox;
  /** Per e-mail; only the Magic Auth grant names one. */
  perEmailLimit: RateLimit;
};

/** Whether the client has shown the API key, which was checked before. */
export function isConfidential(parameters: ReadonlyMap<string, string>): boolean {
  return parameters.has("client_secret");
}

export function requireParameters(
  parameters: ReadonlyMap<string, string>,
  ...names: string[]
): WorkosFailure | null {
  const missing = names.filter((name) => (parameters.get(name) ?? "") === "");
  return missing.length === 0 ? null : invalidParameters(...missing.map((name) => requiredParameter(name)));
}

/** Refuses a browser where a grant is a backend's alone; null for a backend. */
export function requireConfidential(parameters: ReadonlyMap<string, string>): WorkosFailure | null {
  return isConfidential(parameters)
    ? null
    : oauthFailure("invalid_client", "This grant needs the client_secret.");
}
