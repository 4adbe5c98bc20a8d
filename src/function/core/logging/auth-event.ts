import type { FailureCode } from "../../../contract/failure.ts";

/**
 * A sign-in, refusal, revocation, …, for a team's own sink: an audit trail, an alarm. It holds addresses as fingerprints, as the log
 * does, subjects as the issuers' own ids, and no code, link or token. `issuer` is the name of an issuer.
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
      /** Whether what was typed has been compared with a code; guesses beyond a limit aren't. */
      wasCompared: boolean;
    }
  | { event: "session_revoked"; issuer: string; subject: string; everywhere: boolean }
  /** A refresh token came back long after its use: it was copied. */
  | { event: "refresh_replayed"; subject: string }
  /** What is failing: `workos`, or a feature's own, such as `mail`. */
  | { event: "breaker_opened"; breaker: string };

/** An event with its time, in milliseconds since 1970. */
export type TimedAuthEvent = AuthEvent & { atMs: number };

/** Emits one event; never throws and never delays an answer. */
export type EmitEvent = (event: AuthEvent) => void;

/**
 * Events to the team's hook, one after the other as they happen, outside of any answer. A hook that throws or rejects
 * loses its event and nothing else.
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
