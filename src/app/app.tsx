import { StrictMode } from "react";
import { BrowserRouter } from "react-router-dom";

import { type PublicConfig } from "../config/public-config.ts";
import { type EmailSession } from "../session/email-session.ts";
import { SessionProvider } from "../session/session-provider.tsx";
import { type SessionTabs } from "../session/session-tabs.ts";
import { type AuthorizationResponse } from "../sign-in/authorization-response.ts";
import { type PendingAuthorizations } from "../workos/pending-authorization.ts";
import { WorkosProvider } from "../workos/workos-provider.tsx";
import { ErrorBoundary } from "./error-boundary.tsx";
import { AppRoutes } from "./routes.tsx";

type Props = {
  config: PublicConfig;
  authorizationResponse: AuthorizationResponse;
  pendingAuthorizations: PendingAuthorizations;
  emailSession: EmailSession;
  tabs: SessionTabs;
};

export function App({ config, authorizationResponse, pendingAuthorizations, emailSession, tabs }: Props) {
  return (
    <StrictMode>
      <ErrorBoundary>
        <WorkosProvider config={config.workos} pendingAuthorizations={pendingAuthorizations}>
          <SessionProvider
            emailSession={emailSession}
            tabs={tabs}
            isFinishingSignIn={authorizationResponse.kind === "authorized"}
          >
            <BrowserRouter>
              <AppRoutes origin={config.origin} authorizationResponse={authorizationResponse} />
            </BrowserRouter>
          </SessionProvider>
        </WorkosProvider>
      </ErrorBoundary>
    </StrictMode>
  );
}
