import { useAuth } from "../../../src/session/use-auth.ts";

// #region session-state
export function WhoIsThere() {
  const { session } = useAuth();
  switch (session.kind) {
    case "restoring":
      return <p>One moment…</p>;
    case "signedOut":
      return <p>Nobody is signed in.</p>;
    case "active":
      return <p>{session.session.user.email}</p>;
    case "unreachable":
      return <p>{session.session === null ? "Can't say right now." : session.session.user.email}</p>;
  }
  session satisfies never;
}
// #endregion
