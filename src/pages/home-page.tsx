import { Navigate } from "react-router-dom";

import { commonMessages } from "../config/messages/common.ts";
import { defaultReturnTo, paths } from "../config/paths.ts";
import { useAuth } from "../session/use-auth.ts";
import { Waiting } from "../ui/waiting.tsx";

/** `/`: leads to the default page, or to the sign-in page, in one step and not by way of the other. */
export function HomePage() {
  const { session } = useAuth();
  switch (session.kind) {
    case "restoring":
      return (
        <Waiting
          title={commonMessages.pageTitle(commonMessages.loading)}
          slowWords={commonMessages.session.slow}
        >
          {commonMessages.session.restoring}
        </Waiting>
      );
    case "signedOut":
      return <Navigate to={paths.signIn} replace />;
    case "active":
    case "unreachable":
      return <Navigate to={defaultReturnTo} replace />;
  }
  session satisfies never;
}
