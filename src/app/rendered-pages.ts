import { nobody } from "../session/deferred-session.ts";
import { type SessionState } from "../session/session-state.ts";

/** A page of which the build renders what people see first, by its HTML file. */
export type RenderedPageName = "sign-in" | "login" | "signed-out" | "callback" | "console";

/** The session's state that each is rendered with. */
export const renderedStates: Record<RenderedPageName, SessionState> = {
  "sign-in": nobody,
  login: nobody,
  "signed-out": nobody,
  callback: { kind: "restoring" },
  console: { kind: "restoring" },
};

export function isRenderedPageName(name: string | undefined): name is RenderedPageName {
  return name !== undefined && Object.hasOwn(renderedStates, name);
}
