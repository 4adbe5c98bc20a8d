import { type ReactNode } from "react";
import { Navigate, useLocation } from "react-router-dom";

import { messages } from "../config/messages.ts";
import { paths } from "../config/paths.ts";
import { useAuth } from "../session/use-auth.ts";
import { Button } from "../ui/button.tsx";
import { CenteredPage } from "../ui/centered-page.tsx";
import { Heading } from "../ui/heading.tsx";
import { Lead } from "../ui/lead.tsx";
import { Stack } from "../ui/stack.tsx";
import { Waiting } from "../ui/waiting.tsx";

/**
 * Shows its children to people who are signed in. Nothing private is rendered, and nobody is sent away, before the session is
 * known; who is signed out goes to the sign-in page with this page as the return path.
 */
export function RequireSession({ children }: { children: ReactNode }) {
  const { session, retrySession } = useAuth();
  const location = useLocation();
  switch (session.kind) {
    case "restoring":
      return <Waiting>{messages.session.restoring}</Waiting>;
    case "active":
      return children;
    case "unreachable":
      if (session.session !== null) return children;
      return (
        <CenteredPage>
          <title>{messages.pageTitle(messages.session.unreachableTitle)}</title>
          <Stack gap="large">
            <Stack gap="small">
              <Heading>{messages.session.unreachableTitle}</Heading>
              <Lead role="status">{messages.session.unreachableText}</Lead>
            </Stack>
            <Button look="secondary" onClick={retrySession}>
              {messages.session.retryNow}
            </Button>
          </Stack>
        </CenteredPage>
      );
    case "signedOut": {
      if (session.reason === "person" || session.reason === "other-tab")
        return <Navigate to={paths.signedOut} replace />;
      const returnTo = `${location.pathname}${location.search}${location.hash}`;
      return (
        <Navigate to={`${paths.signIn}?${new URLSearchParams({ return_to: returnTo }).toString()}`} replace />
      );
    }
  }
  session satisfies never;
}
