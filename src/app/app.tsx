import { BrowserRouter } from "react-router-dom";

import { commonMessages } from "../config/messages/common.ts";
import { paths } from "../config/paths.ts";
import { SessionProvider } from "../session/session-provider.tsx";
import { type SessionStore } from "../session/session-store.ts";
import { type Help, HelpContext } from "../ui/help.tsx";
import { ErrorBoundary } from "./error-boundary.tsx";
import { AppRoutes, type RouteProps } from "./routes.tsx";

const help: Help = {
  label: commonMessages.help,
  to: paths.doctor,
  // In the fragment, which no server sees.
  buildReferencePath: (text) => `${paths.doctor}#${encodeURIComponent(text)}`,
};

export function App({ session, ...props }: RouteProps & { session: SessionStore }) {
  return (
    <ErrorBoundary>
      <SessionProvider store={session}>
        <BrowserRouter>
          <HelpContext value={help}>
            <AppRoutes {...props} />
          </HelpContext>
        </BrowserRouter>
      </SessionProvider>
    </ErrorBoundary>
  );
}
