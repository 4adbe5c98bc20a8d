import { type SessionState } from "../session-state.ts";

/** Nobody is signed in, and nobody was. */
export const signedOut = {
  kind: "signedOut",
  reason: "none",
  expiredSession: null,
  refusal: null,
  isIssuerTold: true,
  isLeaving: false,
} as const satisfies SessionState;
