import { BrowserRouter } from "react-router-dom";

import { SessionProvider } from "../session/session-provider.tsx";
import { type SessionStore } from "../session/session-store.ts";
import { ErrorBoundary } from "./error-boundary.tsx";
import { AppRoutes, type RouteProps } from "./routes.tsx";

export function App({ session, ...props }: RouteProps & { session: SessionStore }) {
  return (
    <ErrorBoundary>
      <SessionProvider store={session}>
        <BrowserRouter>
          <AppRoutes {...props} />
        </BrowserRouter>
      </SessionProvider>
    </ErrorBoundary>
  );
}
