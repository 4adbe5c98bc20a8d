import { StrictMode } from "react";
import { BrowserRouter } from "react-router-dom";

import { type EmailLinkToken } from "../contract/email-link.ts";
import { SessionProvider } from "../session/session-provider.tsx";
import { type SessionStore } from "../session/session-store.ts";
import { type AuthorizationResponse } from "../sign-in/authorization-response.ts";
import { ErrorBoundary } from "./error-boundary.tsx";
import { AppRoutes } from "./routes.tsx";

type Props = {
  origin: string;
  session: SessionStore;
  authorizationResponse: AuthorizationResponse;
  emailLinkToken: EmailLinkToken | null;
  /** Milliseconds since the epoch. */
  loadedAtMs: number;
};

export function App({ origin, session, authorizationResponse, emailLinkToken, loadedAtMs }: Props) {
  return (
    <StrictMode>
      <ErrorBoundary>
        <SessionProvider store={session}>
          <BrowserRouter>
            <AppRoutes
              origin={origin}
              authorizationResponse={authorizationResponse}
              emailLinkToken={emailLinkToken}
              loadedAtMs={loadedAtMs}
            />
          </BrowserRouter>
        </SessionProvider>
      </ErrorBoundary>
    </StrictMode>
  );
}
