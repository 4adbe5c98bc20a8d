import { type SessionState } from "../session/session-state.ts";

/** A page of which the build renders what people see first, by its HTML file. */
export type RenderedPageName = "sign-in" | "login" | "signed-out" | "console";

const nobody: SessionState = {
  kind: "signedOut",
  reason: "none",
  expiredSession: null,
  refusal: null,
  isIssuerTold: true,
  isLeaving: false,
};

/** The session's state that each is rendered with. */
export const renderedStates: Record<RenderedPageName, SessionState> = {
  "sign-in": nobody,
  login: nobody,
  "signed-out": nobody,
  console: { kind: "restoring" },
};

export function isRenderedPageName(name: string | undefined): name is RenderedPageName {
  return name !== undefined && Object.hasOwn(renderedStates, name);
}
