import { commonMessages } from "../config/messages/common.ts";
import { defaultReturnTo, paths } from "../config/paths.ts";
import { type SessionState } from "../session/session-state.ts";
import { useAuth } from "../session/use-auth.ts";
import { Waiting } from "../ui/waiting.tsx";

/** `/`: leads to the default page, or to the sign-in page, in one step and not by way of the other. */
export function HomePage() {
  const { session } = useAuth();
  return (
    <Waiting
      title={commonMessages.pageTitle(commonMessages.loading)}
      slowWords={commonMessages.session.slow}
      to={chooseTarget(session)}
    >
      {commonMessages.session.restoring}
    </Waiting>
  );
}

function chooseTarget(session: SessionState): string | null {
  switch (session.kind) {
    case "restoring":
      return null;
    case "signedOut":
      return paths.signIn;
    case "active":
    case "unreachable":
      return defaultReturnTo;
  }
  session satisfies never;
}
