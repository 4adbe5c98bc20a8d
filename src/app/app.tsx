import { type ComponentType, type ReactNode, useLayoutEffect, useReducer } from "react";
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

type Props = RouteProps & {
  session: SessionStore;
  /** What the build has rendered the page with, where it has. */
  renderedState?: SessionState | undefined;
  /** The browser's by default; there is none at build time. */
  Router?: ComponentType<{ children: ReactNode }>;
};

export function App({ session, renderedState, Router = BrowserRouter, ...props }: Props) {
  // React hydrates a Suspense boundary in a task of its own, unless it is rendered anew: then at once. What the early script has shown
  // would else be gone for a moment. Only after that may the session be another than the page was rendered with.
  const [renderings, renderAgain] = useReducer(
    (count: number) => count + 1,
    renderedState === undefined ? 2 : 0,
  );
  const isHydrating = renderings < 2;
  useLayoutEffect(() => {
    if (isHydrating) renderAgain();
  }, [isHydrating, renderings]);
  return (
    <ErrorBoundary>
      <SessionProvider store={session} isHydrating={isHydrating} {...(renderedState && { renderedState })}>
        <Router>
          <HelpContext value={help}>
            <PartFailureContext value={showMissing}>
              <AppRoutes {...props} />
            </PartFailureContext>
          </HelpContext>
        </Router>
      </SessionProvider>
    </ErrorBoundary>
  );
}
