import type { FailureCode } from "../../../contract/failure.ts";

/**
 * A sign-in, refusal, revocation, …, for the team's own audit trail or alerting. As in the log, addresses (an impersonator's too) are
 * fingerprints; subjects are the issuers' own ids, and there is no code, link or token. `issuer` is the name of an issuer.
 */
export type AuthEvent =
  | { event: "code_mailed"; issuer: string; emailFingerprint: string; holdsCode: boolean }
  | { event: "mail_failed"; emailFingerprint: string }
  | {
      event: "signed_in";
      issuer: string;
      subject: string;
      authenticationMethod: string | null;
      emailFingerprint: string;
      isKnownDevice: boolean;
    }
  | {
      event: "sign_in_refused";
      failureCode: FailureCode;
      emailFingerprint: string;
      /** Whether the guess was compared with a code; guesses beyond a limit aren't. */
      wasCompared: boolean;
    }
  | { event: "session_revoked"; issuer: string; subject: string; everywhere: boolean }
  /** An administrator, signed in as the subject, made a call. Those that change something are refused. */
  | {
      event: "impersonated_call";
      subject: string;
      impersonatorFingerprint: string;
      call: string;
      wasRefused: boolean;
    }
  /** A refresh token was used again long after its first use: it was copied. */
  | { event: "refresh_replayed"; subject: string }
  /** What is failing: `workos`, or a feature's dependency such as `mail`. */
  | { event: "breaker_opened"; breaker: string };

/** An event with its time, in milliseconds since 1970. */
export type TimedAuthEvent = AuthEvent & { atMs: number };

/** Emits one event; never throws and never delays an answer. */
export type EmitEvent = (event: AuthEvent) => void;

/**
 * Sends events to the team's hook in the order in which they happen, in the background. A hook that throws or rejects loses
 * only that event.
 */
export function createEmitEvent(
  onEvent: ((event: TimedAuthEvent) => void | Promise<void>) | undefined,
  runInBackground: (task: Promise<unknown>) => void,
  now: () => number,
): EmitEvent {
  if (onEvent === undefined) return () => undefined;
  return (event) => {
    const timed = { ...event, atMs: now() };
    runInBackground(Promise.resolve().then(() => onEvent(timed)));
  };
}
