import { type ReactNode, useContext } from "react";
import { useLocation } from "react-router-dom";

import { buildPath } from "../config/current-path.ts";
import { commonMessages } from "../config/messages/common.ts";
import { paths } from "../config/paths.ts";
import { buildSignInPath } from "../config/sign-in-path.ts";
import { useAuth } from "../session/use-auth.ts";
import { Waiting } from "../ui/waiting.tsx";
import { ReauthenticationContext } from "./reauthentication-context.ts";
import { UnreachablePage } from "./unreachable-page.tsx";

type Props = {
  children: ReactNode;
  /** Shown over the page when its session has ended; without it the person goes to the sign-in page. */
  reauthentication?: ReactNode;
};

/**
 * Shows its children to people who are signed in. Nothing private is rendered, and nobody is sent away, before the session is
 * known; who is signed out goes to the sign-in page with this page as the return path.
 */
export function RequireSession({ children, reauthentication = null }: Props) {
  const { session } = useAuth();
  const location = useLocation();
  const isOfferedOutside = useContext(ReauthenticationContext);
  const offersReauthentication = isOfferedOutside || reauthentication !== null;
  // One shape whatever the state, so that the page stays mounted; its key belongs to the person, so that what one has on the
  // screen never stays for the next.
  const showPage = (userId: string, over: ReactNode = null) => (
    <>
      <ReauthenticationContext value={offersReauthentication} key={userId}>
        {children}
      </ReauthenticationContext>
      {over}
    </>
  );
  switch (session.kind) {
    case "restoring":
      return wait(commonMessages.session.restoring, null);
    case "active":
      return showPage(session.session.user.id);
    case "unreachable":
      return session.session === null ? (
        <UnreachablePage outage={session.outage} />
      ) : (
        showPage(session.session.user.id)
      );
    case "signedOut":
      if (session.expiredSession !== null && offersReauthentication)
        return showPage(session.expiredSession.user.id, reauthentication);
      return wait(
        commonMessages.loading,
        session.reason === "person" || session.reason === "other-tab"
          ? paths.signedOut
          : buildSignInPath(buildPath(location)),
      );
  }
  session satisfies never;
}

function wait(words: string, to: string | null): ReactNode {
  return (
    <Waiting
      title={commonMessages.pageTitle(commonMessages.loading)}
      slowWords={commonMessages.session.slow}
      to={to}
    >
      {words}
    </Waiting>
  );
}
