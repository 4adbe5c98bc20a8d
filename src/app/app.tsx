import { BrowserRouter } from "react-router-dom";

import { type EmailLinkToken } from "../contract/email-link.ts";
import { SessionProvider } from "../session/session-provider.tsx";
import { type SessionStore } from "../session/session-store.ts";
import { type AuthorizationResponse } from "../sign-in/authorization-response.ts";
import { type MagicLinkResponse } from "../sign-in/take-magic-link-response.ts";
import { ErrorBoundary } from "./error-boundary.tsx";
import { AppRoutes } from "./routes.tsx";

type Props = {
  origin: string;
  session: SessionStore;
  authorizationResponse: AuthorizationResponse;
  emailLinkToken: EmailLinkToken | null;
  magicLinkResponse: MagicLinkResponse;
  /** Milliseconds since the epoch. */
  loadedAtMs: number;
};

export function App(props: Props) {
  const { origin, session, authorizationResponse, emailLinkToken, magicLinkResponse, loadedAtMs } = props;
  return (
    <ErrorBoundary>
      <SessionProvider store={session}>
        <BrowserRouter>
          <AppRoutes
            origin={origin}
            authorizationResponse={authorizationResponse}
            emailLinkToken={emailLinkToken}
            magicLinkResponse={magicLinkResponse}
            loadedAtMs={loadedAtMs}
          />
        </BrowserRouter>
      </SessionProvider>
    </ErrorBoundary>
  );
}
