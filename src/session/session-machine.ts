import { decodeAccessToken } from "../contract/access-token.ts";
import { type SessionAnswer } from "../contract/session.ts";
import { type AuthenticationMethod } from "../workos/authkit-types.ts";
import { selectIdentity } from "../workos/identity.ts";
import { type Outage } from "../workos/outage.ts";
import { type SessionRefusal } from "../workos/request-guard.ts";
import { type WorkosPerson, type WorkosState } from "../workos/workos-state.ts";
import { type EmailSessionState } from "./email-session-state.ts";
import { type Session, type SessionState } from "./session-state.ts";

/** The two ways to be signed in, and what the person did last; `selectSessionState` makes one state out of them. */
export type SessionMachine = {
  workos: WorkosState;
  email: EmailSessionState;
  /** Set by a sign-out, until somebody signs in. */
  signedOutBy: "person" | "other-tab" | null;
  /** The newest session since the page was loaded, until it is dismissed or signed out. */
  lastSession: Session | null;
  /** Whether a person has begun to sign in: only then another person may take the place of `lastSession`'s. */
  mayChangePerson: boolean;
  /** False once a sign-out couldn't be told to the issuer. */
  isIssuerTold: boolean;
  /** Set while the tab leaves for WorkOS's logout. */
  isLeaving: boolean;
};

/** What is known before anybody was asked. */
export function buildInitialMachine(workos: WorkosState, email: EmailSessionState): SessionMachine {
  const unknown = {
    lastSession: null,
    mayChangePerson: false,
    signedOutBy: null,
    isIssuerTold: true,
    isLeaving: false,
  };
  return remember({ workos, email, ...unknown });
}

export type SessionEvent =
  | { type: "workosChanged"; workos: WorkosState }
  | { type: "emailChanged"; email: EmailSessionState }
  | { type: "signedOut"; by: "person" | "other-tab"; isLeaving?: boolean }
  /** Here or in another tab, which this one follows. */
  | { type: "signInBegun" }
  | { type: "issuerNotTold" }
  /** The tab hasn't left for WorkOS's logout, or is back from it. */
  | { type: "stayed" }
  /** The person doesn't want to sign in again to go on with the open page. */
  | { type: "expiredSessionDismissed" };

/** The state after an event. */
export function reduceSession(machine: SessionMachine, event: SessionEvent): SessionMachine {
  switch (event.type) {
    case "workosChanged":
      return remember({ ...machine, workos: event.workos });
    case "emailChanged":
      return remember({ ...machine, email: event.email });
    case "signedOut":
      // Both at once and before either says so itself: whichever came first would find the other still standing.
      return {
        workos: endWorkos(machine.workos),
        email: { kind: "signedOut", hasEnded: false, refusal: null },
        signedOutBy: event.by,
        lastSession: null,
        mayChangePerson: false,
        isIssuerTold: true,
        isLeaving: event.isLeaving ?? false,
      };
    case "signInBegun":
      return { ...machine, mayChangePerson: true };
    case "issuerNotTold":
      return { ...machine, isIssuerTold: false };
    case "stayed":
      return { ...machine, isLeaving: false };
    case "expiredSessionDismissed":
      return { ...machine, lastSession: null };
  }
  event satisfies never;
}

function remember(machine: SessionMachine): SessionMachine {
  const standing = findStanding(machine);
  return standing === null
    ? machine
    : { ...machine, lastSession: standing, mayChangePerson: false, signedOutBy: null, isLeaving: false };
}

function endWorkos(workos: WorkosState): WorkosState {
  return workos.kind === "notConfigured"
    ? workos
    : { kind: "signedOut", hasEnded: false, exchangeFailure: null, refusal: null };
}

/** A session that its issuer vouches for, or did a moment ago. */
function findStanding(machine: SessionMachine): Session | null {
  const { workos, email } = machine;
  const ofEmail = email.kind === "active" ? buildEmailSession(email.answer) : null;
  const ofWorkos = workos.kind === "active" ? buildWorkosSession(workos.person) : null;
  return [ofEmail, ofWorkos].find((session) => belongsHere(machine, session)) ?? null;
}

/** An open page continues only with its own person; another one whose session the browser has doesn't inherit it. */
function belongsHere({ lastSession, mayChangePerson }: SessionMachine, session: Session | null): boolean {
  return (
    session !== null && (lastSession === null || mayChangePerson || session.user.id === lastSession.user.id)
  );
}

/** The session of an issuer that doesn't answer, where it is known whose it is. */
function findKnownInOutage(machine: SessionMachine): { session: Session; outage: Outage } | null {
  const { workos, email } = machine;
  const ofEmail =
    email.kind === "unreachable" && email.answer !== null
      ? { session: buildEmailSession(email.answer), outage: email.outage }
      : null;
  const ofWorkos =
    workos.kind === "unreachable" && workos.person !== null
      ? { session: buildWorkosSession(workos.person), outage: workos.outage }
      : null;
  return [ofEmail, ofWorkos].find((known) => belongsHere(machine, known?.session ?? null)) ?? null;
}

/** Of the session that has ended; where none was there since the page was loaded, of either. */
function findRefusal({ workos, email, lastSession }: SessionMachine): SessionRefusal | null {
  const ofEmail = email.kind === "signedOut" ? email.refusal : null;
  const ofWorkos = workos.kind === "signedOut" ? workos.refusal : null;
  if (lastSession === null) return ofEmail ?? ofWorkos;
  return lastSession.source === "email-code" ? ofEmail : ofWorkos;
}

/** What the rest of the app sees. */
export function selectSessionState(machine: SessionMachine): SessionState {
  const { workos, email, lastSession, signedOutBy, isIssuerTold, isLeaving } = machine;
  const standing = findStanding(machine);
  if (standing !== null) return { kind: "active", session: standing };
  const known = findKnownInOutage(machine);
  if (known !== null) return { kind: "unreachable", ...known };
  // Neither looking for a new session nor an outage may close the page of an expired session.
  const signedOut = { kind: "signedOut", refusal: findRefusal(machine), isIssuerTold, isLeaving } as const;
  if (lastSession !== null) return { ...signedOut, reason: "session-ended", expiredSession: lastSession };
  if (email.kind === "unreachable") return { kind: "unreachable", session: null, outage: email.outage };
  if (workos.kind === "unreachable") return { kind: "unreachable", session: null, outage: workos.outage };
  if (workos.kind === "starting" || email.kind === "restoring") return { kind: "restoring" };
  const hasEnded =
    (email.kind === "signedOut" && email.hasEnded) || (workos.kind === "signedOut" && workos.hasEnded);
  const reason = signedOutBy ?? (hasEnded ? "session-ended" : "none");
  return { ...signedOut, reason, expiredSession: null };
}

function buildWorkosSession(person: WorkosPerson): Session {
  return { source: "workos", user: person.user, ...selectIdentity(person) };
}

function buildEmailSession(answer: SessionAnswer): Session {
  const claims = decodeAccessToken(answer.accessToken);
  return {
    source: "email-code",
    user: { object: "user", ...answer.user, externalId: answer.user.externalId ?? undefined },
    organizationId: claims?.organizationId ?? null,
    role: claims?.role ?? null,
    roles: claims?.roles ?? null,
    permissions: claims?.permissions ?? [],
    featureFlags: claims?.featureFlags ?? [],
    impersonator: null,
    authenticationMethod: readAuthenticationMethod(answer.authenticationMethod),
  };
}

/** The one method of authkit-react's list that a code can have been; any other word of the function's says nothing. */
function readAuthenticationMethod(method: string | null): AuthenticationMethod | null {
  return method === "MagicAuth" ? method : null;
}
