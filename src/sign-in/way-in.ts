import { type ComponentType } from "react";

import { type FailureCode } from "../contract/failure.ts";
import { type FunctionFailure } from "../contract/function-call.ts";
import { type ReturnTo } from "../contract/return-to.ts";
import { type SessionAnswer } from "../contract/session.ts";
import { type LazyPart } from "../ui/lazy-part.tsx";

/** One way to sign in, as `signIn()`, the sign-in page and the routes use it. */
export type WayIn<Name extends string = string> = {
  /** The provider that `signIn()` is called with. */
  name: Name;
  signIn: (request: SignInRequest) => Promise<SignInResult>;
  /** A button below the method choice, and the panel that it opens. */
  offer?: {
    label: string;
    /** @param health the body of the function's health answer; null until there is one */
    readAvailability: (health: unknown) => "available" | "unavailable" | "off";
    /** Whether a page load in this tab has interrupted the panel, which then opens again. */
    isInterrupted?: () => boolean;
    Panel: LazyPart<WayPanelProps>;
  };
  /** The page that the mailed links lead to. */
  callback?: {
    path: string;
    /** Loads the page's code. */
    preload: () => Promise<boolean>;
    /** Takes the secret out of the page's address and returns the page; called once per page load, before anything else. */
    open: () => ComponentType<WayCallbackProps>;
  };
};

export type WayPanelProps = {
  /** Initial value of the address field. */
  email: string;
  returnTo: ReturnTo | null;
  onBack: () => void;
  /** For a way that ends in its panel; a way with a callback page signs in there. */
  onSignedIn: (answer: SessionAnswer) => void;
};

export type WayCallbackProps = {
  origin: string;
  /** Milliseconds since the epoch. */
  loadedAtMs: number;
  isRestoring: boolean;
  /** Email address of the session that this browser already has. */
  signedInAs: string | null;
  onSignedIn: (answer: SessionAnswer) => void;
};

/** The options of `signIn()` that matter to a way. */
export type SignInRequest = {
  email: string | undefined;
  oneTimeCode: string | undefined;
  redirectTo: ReturnTo;
  /** Whether the sign-in page opens next and should continue at the step that follows. */
  opensSignInPage: boolean;
};

/** `session` is null as long as the mail has only been requested. */
export type SignInResult =
  | { ok: true; session: SessionAnswer | null }
  | { ok: false; failure: FunctionFailure | WayFailureCode };

/** Why a way refuses without asking the function, or stops before the session. */
export type WayFailureCode =
  | Extract<FailureCode, "invalid_email" | "wrong_one_time_code">
  | "provider_not_available"
  | "organization_selection_required"
  | "mfa_challenge"
  | "email_verification_required";
