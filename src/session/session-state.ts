import { type User } from "../workos/authkit-types.ts";
import { type Identity } from "../workos/identity.ts";
import { type Outage } from "../workos/outage.ts";
import { type SessionRefusal } from "../workos/request-guard.ts";

export type SessionSource = "workos" | "email-code";

/** A person who is signed in, whichever way. */
export type Session = Identity & {
  source: SessionSource;
  user: User;
};

/**
 * Why nobody is signed in: nobody was (`none`), the person signed out here or in another tab, or the issuer refused to go on.
 * A network failure is never among the reasons.
 */
export type SignedOutReason = "none" | "person" | "other-tab" | "session-ended";

/** What is known about the session; everything that guards or shows something stands on this union. */
export type SessionState =
  | { kind: "restoring" }
  | {
      kind: "signedOut";
      reason: SignedOutReason;
      /** The session that its issuer has ended while a page was open. The page stays open, for signing in again over it. */
      expiredSession: Session | null;
      /** What the issuer requires before it goes on with the session; null when it is over, or there was none. */
      refusal: SessionRefusal | null;
      /** False after a sign-out of which the issuer couldn't be told yet; it is told later. */
      isIssuerTold: boolean;
      /** True while this tab is on its way to WorkOS's logout, which leads back to the signed-out page. */
      isLeaving: boolean;
    }
  | { kind: "active"; session: Session }
  /** There is a session, but its issuer doesn't answer; `session` is null when it was never reached since the page loaded. */
  | { kind: "unreachable"; session: Session | null; outage: Outage };
