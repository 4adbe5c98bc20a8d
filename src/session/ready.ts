import { type Outage } from "../workos/outage.ts";
import { type Access, type AccessRequirement, checkAccess } from "./access.ts";
import { getRunningSession } from "./running-session.ts";
import { type Session, type SessionState, type SignedOutReason } from "./session-state.ts";
import { type SessionStore } from "./session-store.ts";

/** What a loader has to know before it asks a backend for anything. */
export type Readiness =
  | { status: "signed-in"; session: Session }
  | { status: "signed-out"; reason: SignedOutReason }
  | { status: "unreachable"; session: Session | null; outage: Outage }
  | { status: "forbidden"; session: Session; missingPermissions: string[]; missingRoles: string[] }
  | { status: "wrong-organization"; session: Session; required: string | null; current: string | null };

/**
 * Resolves once it is known whether somebody is signed in and meets the requirement; never rejects. A session whose issuer
 * can't be reached is `unreachable`, never `signed-out`.
 * @param store the running app's session by default
 */
export async function ready(
  requirement: AccessRequirement = {},
  store: Pick<SessionStore, "getState" | "subscribe"> = getRunningSession(),
): Promise<Readiness> {
  const state = await untilKnown(store);
  switch (state.kind) {
    case "signedOut":
      return { status: "signed-out", reason: state.reason };
    case "unreachable":
      return { status: "unreachable", session: state.session, outage: state.outage };
    case "active":
      return judge(state.session, checkAccess(state.session, requirement));
  }
  state satisfies never;
}

function judge(session: Session, access: Access): Readiness {
  switch (access.kind) {
    case "granted":
      return { status: "signed-in", session };
    case "wrongOrganization":
      return { status: "wrong-organization", session, required: access.required, current: access.current };
    case "forbidden": {
      const { missingPermissions, missingRoles } = access;
      return { status: "forbidden", session, missingPermissions, missingRoles };
    }
  }
  access satisfies never;
}

type KnownState = Exclude<SessionState, { kind: "restoring" }>;

function untilKnown(store: Pick<SessionStore, "getState" | "subscribe">): Promise<KnownState> {
  return new Promise((resolve) => {
    const settle = () => {
      const state = store.getState();
      if (state.kind === "restoring") return false;
      resolve(state);
      return true;
    };
    if (settle()) return;
    const stop = store.subscribe(() => {
      if (settle()) stop();
    });
  });
}
