import type { EmailAddress } from "../../../contract/email-address.ts";
import type { VerifyEmailCodeRequest } from "../../../contract/email-code.ts";
import type { FailureCode } from "../../../contract/failure.ts";
import type { CookieName } from "../http/cookies.ts";
import type { Context } from "../http/context.ts";
import type { Challenge } from "./challenge.ts";
import type { BrowserDescription } from "../http/client-address.ts";
import type { WorkosRefusal } from "../workos/workos-error.ts";

/**
 * An issuer of sessions for mailed codes. The core asks its issuers in order, those of features before WorkOS, and knows none
 * by name: each compares the code, and the first that accepts it finishes the sign-in.
 */
export type Issuer = {
  /** Used in events and in verified access tokens. */
  name: string;
  /** How codes are mailed; the first issuer that has this mails all codes, WorkOS's included. Null leaves it to later ones. */
  mailing: CodeMailing | null;
  /** Compares what was typed; the attempt has already been counted. */
  checkCode: (attempt: CodeAttempt) => Promise<CodeCheck>;
  /** The session in the session cookie's opened payload, or null when it belongs to another issuer. */
  recognizeSession: (payload: unknown) => IssuedSession | null;
  /** The keys that verify its access tokens, and the claims that those must have; null for WorkOS. */
  trusted: TrustedIssuer | null;
  /** Gives sessions for a mailbox that was proved in another way; null when the issuer can't. */
  mailboxSignIn: MailboxSignIn | null;
};

/** What a verifier of access tokens must know about an issuer. */
export type TrustedIssuer = {
  name: string;
  /** Accepted `iss` values, compared exactly. */
  identifiers: readonly string[];
  algorithm: "RS256" | "ES256";
  /** Accepted `typ` values, in lower case and without `application/`; null accepts a missing `typ`. */
  types: readonly (string | null)[];
  audience: string;
  /** Whether a token without `aud` is accepted; one for another audience never is. */
  mayLackAudience: boolean;
  /** The only accepted `client_id`, when a token has one. */
  clientId: string | null;
  /** Whether its tokens prove only a mailbox, whatever they claim (downgrade). */
  provesMailboxOnly: boolean;
  /** The public keys, or the URL of their JWKS. */
  keys: URL | (() => Promise<{ keys: Record<string, string>[] }>);
};

export type CodeAttempt = {
  context: Context;
  challenge: Challenge;
  typed: VerifyEmailCodeRequest;
  /** The id of a known device of the address; null for others. */
  deviceId: string | null;
  /** Whether no other issuer compares the code. */
  isOnlyIssuer: boolean;
};

export type CodeCheck =
  | { kind: "right"; finish: () => Promise<Response> }
  /**
   * Also when the issuer compared nothing: the answer must not reveal the difference (account enumeration). `forgive` takes
   * the guess out of the issuer's own counts, for when another issuer accepts the code.
   */
  | { kind: "wrong"; wasCompared: boolean; forgive?: () => Promise<void> }
  /** Compared, and no issuer will give a session for it. */
  | { kind: "refused"; failureCode: FailureCode }
  /** The code could not be compared. */
  | { kind: "unavailable"; failureCode: FailureCode; answer: () => Response };

/** What a sign-in keeps of its challenge after a correct code. */
export type WonChallenge = Pick<Challenge, "challengeId" | "incarnation" | "email" | "returnTo">;

/** Continues sign-ins that WorkOS keeps pending after a correct code, until another step is answered. */
export type SignInSteps = {
  /** Asks the browser for the step that a refusal requires; null when it can't be answered here. */
  find: (refusal: WorkosRefusal) => ((context: Context, won: WonChallenge) => Promise<Response>) | null;
  /** Forgets the browser's pending step, because a new code or a session replaces it. */
  discard: (context: Context) => void;
};

/** A session from the session cookie. */
export type IssuedSession = {
  id: string;
  subject: string;
  /**
   * Answers with a fresh access token and writes the new cookie.
   * @param organizationId switches the session to that organization; null keeps the current one
   */
  refresh: (context: Context, organizationId: string | null) => Promise<Response>;
  /** Tries once to end the session, or all that the user had when they asked for it; those that have begun since are kept. */
  revoke: (everywhere: boolean, askedAtMs: number) => Promise<RevokeResult>;
};

/** `not_reached`: try again later. `unknown_session`: a session can't be ended, because its id isn't known. */
export type RevokeResult = "revoked" | "not_reached" | "unknown_session";

export type MailboxSignIn = {
  /** The stored address to mail to, never the typed one, which the caller controls; or, for the log, why it gets no mail. */
  findMailbox: (
    email: EmailAddress,
  ) => Promise<{ kind: "found"; email: EmailAddress } | { kind: "refused"; reason: string }>;
  /** Answers with a session and its cookie; each proof gives one session. */
  finish: (context: Context, proof: MailboxProof) => Promise<Response>;
};

/** Proof of a mailbox other than a code. */
export type MailboxProof = Pick<Challenge, "challengeId" | "email" | "returnTo"> & {
  /** In the style of WorkOS's `authentication_method`. */
  authenticationMethod: string;
  /** The cookie to clear, because it is used up. */
  usedCookie: CookieName;
  /** The answer to a second use. */
  usedFailure: FailureCode;
};

/**
 * Milliseconds from a send's arrival to its answer, whatever happens to the mail: mailing time would reveal whether the
 * address has an account (account enumeration by timing). WorkOS usually answers within it, so its failures can be reported.
 */
export const responseDelayMs = 600;

/** A counted send whose code is still to be mailed. */
export type CodeMailRequest = {
  challenge: Challenge;
  browser: BrowserDescription;
  deviceId: string | null;
  /** `Accept-Language` of the request. */
  language: string | null;
  /** The origin that the mail's link leads to. */
  linkOrigin: string;
  /** Resolves when the answer is due. */
  answerIsDue: Promise<void>;
};

/** How codes are mailed, and which failures are reported to the caller. */
export type CodeMailing = {
  /** Whether mails may hold a link; the same for every address. */
  mayHoldLink: boolean;
  /** Whether mailing is known to fail, for the health answer. */
  isFailing: () => boolean;
  /** The problem to answer with while no mail can be sent; null when no outage is known. */
  readOutage: (context: Context) => Promise<Response | null>;
  mail: (request: CodeMailRequest) => {
    /** Settles when the mail has been sent or has failed. */
    task: Promise<unknown>;
    /** A failure to report, because it doesn't depend on the address; null when there was none before the answer was due. */
    reportedFailure: Promise<((context: Context) => Response) | null>;
  };
};
