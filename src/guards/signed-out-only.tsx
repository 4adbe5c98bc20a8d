import { type ReactNode } from "react";
import { useSearchParams } from "react-router-dom";

import { commonMessages } from "../config/messages/common.ts";
import { defaultReturnTo } from "../config/paths.ts";
import { parseReturnTo } from "../contract/return-to.ts";
import { useAuth } from "../session/use-auth.ts";
import { Waiting } from "../ui/waiting.tsx";

type Props = { origin: string; children: ReactNode };

/** Shows its children to people without a session; who has one goes on to the return path or the dashboard. */
export function SignedOutOnly({ origin, children }: Props) {
  const { session } = useAuth();
  const [parameters] = useSearchParams();
  switch (session.kind) {
    case "restoring":
    case "active":
      return (
        <Waiting
          title={commonMessages.pageTitle(commonMessages.loading)}
          slowWords={commonMessages.session.slow}
          to={
            session.kind === "active"
              ? (parseReturnTo(parameters.get("return_to"), origin) ?? defaultReturnTo)
              : null
          }
        >
          {session.kind === "active" ? commonMessages.loading : commonMessages.session.restoring}
        </Waiting>
      );
    // Whoever can't be asked for a session may still sign in the other way.
    case "unreachable":
    case "signedOut":
      return children;
  }
  session satisfies never;
}
