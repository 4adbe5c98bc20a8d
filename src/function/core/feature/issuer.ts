import type { Context } from "hono";
import type { JWK } from "jose";

import type { EmailAddress } from "../../../contract/email-address.ts";
import type { VerifyEmailCodeRequest } from "../../../contract/email-code.ts";
import type { FailureCode } from "../../../contract/failure.ts";
import type { CookieName } from "../http/cookies.ts";
import type { FunctionContext } from "../http/function-context.ts";
import type { Challenge } from "./challenge.ts";
import type { RateLimitBucket } from "./known-devices.ts";
import type { BrowserDescription } from "../http/client-address.ts";

/**
 * Who gives sessions for mailed codes. The core asks its issuers in order, those of features before WorkOS, and knows none by name:
 * each compares a code, and the first that takes it finishes the sign-in.
 */
export type Issuer = {
  /** In events, and in verified access tokens. */
  name: string;
  /** How codes are mailed; the first issuer that has this mails all of them, in WorkOS's name too. Null: later ones do. */
  mailing: CodeMailing | null;
  /** Compares what was typed; the attempt has been counted before. */
  checkCode: (attempt: CodeAttempt) => Promise<CodeCheck>;
  /** The session in the session cookie's opened payload, or null when it is another issuer's. */
  recognizeSession: (payload: unknown) => IssuedSession | null;
  /** Which keys verify its access tokens, and what those have to be. */
  trusted: TrustedIssuer;
  /** Sessions for a mailbox that a feature has proved in another way; null where the issuer has none to give. */
  mailboxSignIn: MailboxSignIn | null;
};

/** An issuer as a verifier of its access tokens has to know it. */
export type TrustedIssuer = {
  name: string;
  /** Values of `iss`, compared as they stand. */
  identifiers: readonly string[];
  algorithm: "RS256" | "ES256";
  /** Values of `typ`, in lower case and without `application/`; null: no `typ` at all. */
  types: readonly (string | null)[];
  audience: string;
  /** Whether a token without `aud` is accepted; one for another audience never is. */
  mayLackAudience: boolean;
  /** The only client that `client_id` may name, where a token has one. */
  clientId: string | null;
  /** Whether its tokens only prove a mailbox, whatever their claims say (downgrade). */
  provesMailboxOnly: boolean;
  /** The public keys, or where their JWKS is. */
  keys: URL | (() => Promise<{ keys: JWK[] }>);
};

export type CodeAttempt = {
  context: Context<FunctionContext>;
  challenge: Challenge;
  typed: VerifyEmailCodeRequest;
  bucket: RateLimitBucket;
  /** Whether no other issuer compares the code too. */
  isOnlyIssuer: boolean;
};

export type CodeCheck =
  | { kind: "right"; finish: () => Promise<Response> }
  /**
   * Also where the issuer compared nothing: the answer must not tell the two apart. `forgive` takes the guess out of the issuer's
   * own counts, for when another issuer takes the code.
   */
  | { kind: "wrong"; wasCompared: boolean; forgive: () => Promise<void> }
  /** Compared, and no issuer gives a session for it. */
  | { kind: "refused"; failureCode: FailureCode }
  /** The code could not be compared. */
  | { kind: "unavailable"; failureCode: FailureCode; answer: () => Response };

/** A session as the session cookie keeps it. */
export type IssuedSession = {
  subject: string;
  /**
   * Answers with a fresh access token and writes the cookie's successor.
   * @param organizationId switches the session to that organization; null keeps the one it has
   */
  refresh: (context: Context<FunctionContext>, organizationId: string | null) => Promise<Response>;
  /** Ends the session, or all of the person's; whether they are known to have ended. */
  revoke: (everywhere: boolean) => Promise<boolean>;
};

export type MailboxSignIn = {
  /** The stored address to mail to: the typed one belongs to the asker. Or why the address gets no mail, for the log. */
  findMailbox: (
    email: EmailAddress,
  ) => Promise<{ kind: "found"; email: EmailAddress } | { kind: "refused"; reason: string }>;
  /** Answers with a session and its cookie; one proof gives one session. */
  finish: (context: Context<FunctionContext>, proof: MailboxProof) => Promise<Response>;
};

/** What a person has shown instead of a code. */
export type MailboxProof = Pick<Challenge, "challengeId" | "email" | "returnTo"> & {
  /** In the style of WorkOS's `authentication_method`. */
  authenticationMethod: string;
  /** Cookie that is cleared, because it is used up. */
  usedCookie: CookieName;
  /** The answer to a second use. */
  usedFailure: FailureCode;
};

/**
 * Milliseconds from a send's arrival to its answer, whatever happened to the mail: how long that takes tells whether the address has
 * an account (account enumeration by timing). WorkOS usually answers within it, so that its own failures can be reported.
 */
export const responseDelayMs = 600;

/** A send that has been counted and whose challenge is sealed; its code is still to be mailed. */
export type CodeMailRequest = {
  challenge: Challenge;
  browser: BrowserDescription;
  bucket: RateLimitBucket;
  /** `Accept-Language` of the request. */
  language: string | null;
  /** Resolves when the answer is due. */
  answerIsDue: Promise<void>;
};

/** How codes are mailed, and what the asker is told about it. */
export type CodeMailing = {
  /** Whether mails may hold a link; the same for every address. */
  mayHoldLink: boolean;
  /** Whether mails are known not to go out, for the health answer. */
  isFailing: () => boolean;
  /** The problem to answer with while no mail goes out at all; null as long as that isn't known. */
  readOutage: (context: Context<FunctionContext>) => Response | null;
  mail: (request: CodeMailRequest) => {
    /** Settles when the mail has gone out or failed. */
    task: Promise<unknown>;
    /** A failure that the asker may hear of, because it is about no address; null when none was found before the answer is due. */
    reportedFailure: Promise<((context: Context<FunctionContext>) => Response) | null>;
  };
};
