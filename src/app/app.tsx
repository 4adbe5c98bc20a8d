import { type ComponentType, type ReactNode, useLayoutEffect, useReducer, useState } from "react";
import { BrowserRouter } from "react-router-dom";

import { commonMessages } from "../config/messages/common.ts";
import { paths } from "../config/paths.ts";
import { SessionProvider } from "../session/session-provider.tsx";
import { type SessionState } from "../session/session-state.ts";
import { type SessionStore } from "../session/session-store.ts";
import { DoorFrame } from "../ui/door-frame.tsx";
import { type Help, HelpContext } from "../ui/help.tsx";
import { type PartFailure, PartFailureContext } from "../ui/lazy-part.tsx";
import { ErrorBoundary } from "./error-boundary.tsx";
import { MissingPart } from "./missing-part.tsx";
import { AppRoutes, type RouteProps } from "./routes.tsx";

const help: Help = {
  label: commonMessages.help,
  to: paths.doctor,
  // In the fragment, which no server sees.
  buildReferencePath: (text) => `${paths.doctor}#${encodeURIComponent(text)}`,
};

const showMissing = (failure: PartFailure) =>
  failure.kind === "part" ? (
    <MissingPart {...failure} />
  ) : (
    <DoorFrame product={commonMessages.product} tagline={commonMessages.tagline}>
      <MissingPart {...failure} />
    </DoorFrame>
  );

type Props = Omit<RouteProps, "onRendered"> & {
  session: SessionStore;
  /** What the build has rendered the page with, where it has. */
  renderedState?: SessionState | undefined;
  /** Whether a page that the build has rendered has to be the app's before the browser paints again. */
  isUrgent?: boolean;
  /** The browser's by default; there is none at build time. */
  Router?: ComponentType<{ children: ReactNode }>;
};

export function App({ session, renderedState, isUrgent = false, Router = BrowserRouter, ...props }: Props) {
  // Only after hydration may the session be another than the page was rendered with.
  const [isHydrating, setIsHydrating] = useState(renderedState !== undefined);
  // React hydrates a Suspense boundary in a task of its own, unless it is rendered anew: then at once. What the early script has shown
  // would else be gone for a moment. Twice, because the first rendering only makes it urgent.
  const [renderings, renderAgain] = useReducer((count: number) => count + 1, isUrgent ? 0 : 2);
  useLayoutEffect(() => {
    if (renderings < 2) renderAgain();
  }, [renderings]);
  return (
    <ErrorBoundary>
      <SessionProvider store={session} isHydrating={isHydrating} {...(renderedState && { renderedState })}>
        <Router>
          <HelpContext value={help}>
            <PartFailureContext value={showMissing}>
              <AppRoutes {...props} onRendered={() => setIsHydrating(false)} />
            </PartFailureContext>
          </HelpContext>
        </Router>
      </SessionProvider>
    </ErrorBoundary>
  );
}
