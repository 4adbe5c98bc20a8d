import type { FailureCode } from "../../../contract/failure.ts";

/** Who issues a session. */
export type Issuer = "workos" | "local";

/**
 * What happened at the door, for a team's own sink: an audit trail, an alarm. Addresses stand in it as fingerprints, as in the
 * log; subjects are the issuers' own ids. No code, link or token is in it.
 */
export type AuthEvent =
  | { event: "code_mailed"; issuer: Issuer; emailFingerprint: string; holdsCode: boolean }
  | { event: "mail_failed"; emailFingerprint: string }
  | {
      event: "signed_in";
      issuer: Issuer;
      subject: string;
      authenticationMethod: string | null;
      emailFingerprint: string;
      isKnownDevice: boolean;
    }
  | {
      event: "sign_in_refused";
      failureCode: FailureCode;
      emailFingerprint: string;
      /** Whether what was typed has been compared with a code; guesses beyond a limit aren't. */
      wasCompared: boolean;
    }
  | { event: "session_revoked"; issuer: Issuer; subject: string; everywhere: boolean }
  /** Somebody showed a refresh token that had been used long before: it was copied. */
  | { event: "refresh_replayed"; subject: string }
  /** `workos`: codes go by the local issuer until it answers again. */
  | { event: "breaker_opened"; breaker: "workos" | "mail" };

/** An event with its time, in milliseconds since 1970. */
export type TimedAuthEvent = AuthEvent & { atMs: number };

/** Tells one event; never throws and never delays an answer. */
export type EmitEvent = (event: AuthEvent) => void;
