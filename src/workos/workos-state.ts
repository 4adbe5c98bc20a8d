import { type User } from "./authkit-types.ts";
import { type Identity } from "./identity.ts";
import { type Outage } from "./outage.ts";
import { type ExchangeFailure, type SessionRefusal } from "./request-guard.ts";

/** Somebody who is signed in through AuthKit. */
export type WorkosPerson = Identity & { user: User };

/** The AuthKit session as this tab knows it. */
export type WorkosState =
  | { kind: "notConfigured" }
  | { kind: "starting" }
  | {
      kind: "signedOut";
      /** True when WorkOS has refused to go on with a session, rather than there being none. */
      hasEnded: boolean;
      /** Why the authorization code of this page load gave no session. */
      exchangeFailure: ExchangeFailure | null;
      /** What WorkOS requires before it goes on with the session; null when the session is over, or there was none. */
      refusal: SessionRefusal | null;
    }
  | { kind: "active"; person: WorkosPerson }
  /** There is a session, but WorkOS doesn't answer for it; `person` is null when it never did since the page loaded. */
  | { kind: "unreachable"; person: WorkosPerson | null; outage: Outage };

export type WorkosEvent =
  | { type: "started" }
  /** WorkOS gave tokens, for a code or for a refresh. */
  | { type: "authenticated"; person: WorkosPerson }
  | { type: "outage"; outage: Outage }
  | { type: "ended" }
  | { type: "refused"; refusal: SessionRefusal }
  /** A page load's look for a session is over, and there was none to ask WorkOS for. */
  | { type: "settled"; exchangeFailure: ExchangeFailure | null }
  | { type: "signedOut" };

const signedOut = { kind: "signedOut", hasEnded: false, exchangeFailure: null, refusal: null } as const;

/** The state after an event. Only a sign-out and WorkOS's refusal end a session; an outage never does. */
export function reduceWorkos(state: WorkosState, event: WorkosEvent): WorkosState {
  if (state.kind === "notConfigured") return state;
  switch (event.type) {
    case "started":
      return { kind: "starting" };
    case "authenticated":
      return { kind: "active", person: event.person };
    case "outage":
      if (state.kind === "signedOut") return state;
      return {
        kind: "unreachable",
        person: state.kind === "starting" ? null : state.person,
        outage: event.outage,
      };
    case "ended":
      if (state.kind === "signedOut") return state;
      return { ...signedOut, hasEnded: true };
    case "refused":
      if (state.kind === "signedOut") return state;
      return { ...signedOut, hasEnded: true, refusal: event.refusal };
    case "settled":
      if (state.kind !== "starting" && !(state.kind === "unreachable" && state.person === null)) return state;
      return { ...signedOut, exchangeFailure: event.exchangeFailure };
    case "signedOut":
      return signedOut;
  }
  event satisfies never;
}
