import { type ComponentType, type ReactNode, useLayoutEffect, useState } from "react";
import { BrowserRouter } from "react-router-dom";

import { commonMessages } from "../config/messages/common.ts";
import { paths } from "../config/paths.ts";
import { SessionProvider } from "../session/session-provider.tsx";
import { type SessionState } from "../session/session-state.ts";
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

type Props = RouteProps & {
  session: SessionStore;
  /** What the build has rendered the page with, where it has. */
  renderedState?: SessionState | undefined;
  /** The browser's by default; there is none at build time. */
  Router?: ComponentType<{ children: ReactNode }>;
};

export function App({ session, renderedState, Router = BrowserRouter, ...props }: Props) {
  // React hydrates a Suspense boundary in a task of its own, unless it is rendered anew: then at once. What the early script has shown
  // would else be gone for a moment.
  const [, setHydrated] = useState(false);
  const isHydrating = renderedState !== undefined;
  useLayoutEffect(() => {
    if (isHydrating) setHydrated(true);
  }, [isHydrating]);
  return (
    <ErrorBoundary>
      <SessionProvider store={session} {...(renderedState && { renderedState })}>
        <Router>
          <HelpContext value={help}>
            <AppRoutes {...props} />
          </HelpContext>
        </Router>
      </SessionProvider>
    </ErrorBoundary>
  );
}
