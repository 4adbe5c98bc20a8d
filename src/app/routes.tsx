import { type ComponentType, type ReactNode, Suspense, useLayoutEffect, useRef } from "react";
import { matchPath, Route, Routes, useLocation } from "react-router-dom";

import { commonMessages } from "../config/messages/common.ts";
import { paths } from "../config/paths.ts";
import { memberPermissions } from "../contract/member-permissions.ts";
import { SignedOutOnly } from "../guards/signed-out-only.tsx";
import { type AccessRequirement } from "../session/access.ts";
import { type AuthorizationResponse } from "../sign-in/authkit/authorization-response.ts";
import { type WayCallbackProps } from "../sign-in/way-in.ts";
import { waysIn } from "../sign-in/ways-in.ts";
import { type LazyPart } from "../ui/lazy-part.tsx";
import { LoadingBar } from "../ui/loading-bar.tsx";
import { Waiting } from "../ui/waiting.tsx";
import { lazyPage } from "./lazy-page.tsx";
import { usePageFocus } from "./page-focus.ts";
import { usePrefetch } from "./use-prefetch.ts";

const SignInPage = lazyPage(async () => {
  const { SignInPage, preloadSteps } = await import("../pages/sign-in-page.tsx");
  await preloadSteps();
  return SignInPage;
});
const LoginPage = lazyPage(async () => (await import("../pages/login-page.tsx")).LoginPage);
const WorkosCallbackPage = lazyPage(
  async () => (await import("../pages/workos-callback-page.tsx")).WorkosCallbackPage,
);
const WayCallbackPage = lazyPage(
  async () => (await import("../pages/way-callback-page.tsx")).WayCallbackPage,
);
const DoctorPage = lazyPage(async () => (await import("../pages/doctor/doctor-page.tsx")).DoctorPage);
const AcceptInvitationPage = lazyPage(
  async () => (await import("../pages/invitation/accept-invitation-page.tsx")).AcceptInvitationPage,
);
const SignedInPage = lazyPage(async () => (await import("../pages/signed-in-page.tsx")).SignedInPage);
const SignedOutPage = lazyPage(async () => (await import("../pages/signed-out-page.tsx")).SignedOutPage);
const ForbiddenPage = lazyPage(async () => (await import("../pages/forbidden-page.tsx")).ForbiddenPage);
const NotFoundPage = lazyPage(async () => (await import("../pages/not-found-page.tsx")).NotFoundPage);

const HomePage = lazyPage(async () => (await import("../pages/home-page.tsx")).HomePage);

const RequireSession = lazyPage(async () => (await import("../guards/require-session.tsx")).RequireSession);
const ConsoleFrame = lazyPage(async () => (await import("./console-frame.tsx")).ConsoleFrame);
const RequireAccess = lazyPage(async () => (await import("../guards/require-access.tsx")).RequireAccess);
const ReauthenticationDialog = lazyPage(
  async () => (await import("./reauthentication-dialog.tsx")).ReauthenticationDialog,
);

export type RouteProps = {
  origin: string;
  authorizationResponse: AuthorizationResponse;
  /** The callback pages of the ways in `src/sign-in/ways-in.ts`. */
  callbacks: { path: string; Callback: ComponentType<WayCallbackProps> }[];
  /** Milliseconds since the epoch. */
  loadedAtMs: number;
  /** Called once a page has been rendered, or hydrated. */
  onRendered: () => void;
};

type PageRoute = {
  path: string;
  /** Its chunks. */
  parts: { preload: () => Promise<void> }[];
  render: (props: Omit<RouteProps, "onRendered">) => ReactNode;
};

type ConsoleRoute = {
  path: string;
  Page: LazyPart<object>;
  /** What the session must have besides; people who lack it are told what is missing. */
  requires?: AccessRequirement;
};

/** The console's pages, for signed-in people. A new page is a line here: its code becomes a file of its own, loaded when it is opened. */
const consoleRoutes: ConsoleRoute[] = [
  {
    path: paths.dashboard,
    Page: lazyPage(async () => (await import("../pages/dashboard-page.tsx")).DashboardPage),
  },
  {
    path: paths.members,
    Page: lazyPage(async () => (await import("../pages/members/members-page.tsx")).MembersPage),
    requires: { organizationId: true, permissions: [memberPermissions.read] },
  },
  {
    path: paths.account,
    Page: lazyPage(async () => (await import("../pages/account/account-page.tsx")).AccountPage),
  },
];

/** The pages without the console's frame. */
const otherRoutes: PageRoute[] = [
  { path: paths.home, parts: [HomePage], render: () => <HomePage /> },
  {
    path: paths.signIn,
    parts: [SignInPage],
    render: ({ origin }) => (
      <SignedOutOnly origin={origin}>
        <SignInPage origin={origin} />
      </SignedOutOnly>
    ),
  },
  { path: paths.login, parts: [LoginPage], render: ({ origin }) => <LoginPage origin={origin} /> },
  {
    path: paths.workosCallback,
    parts: [WorkosCallbackPage],
    render: ({ authorizationResponse, loadedAtMs }) => (
      <WorkosCallbackPage response={authorizationResponse} loadedAtMs={loadedAtMs} />
    ),
  },
  { path: paths.doctor, parts: [DoctorPage], render: () => <DoctorPage /> },
  { path: paths.acceptInvitation, parts: [AcceptInvitationPage], render: () => <AcceptInvitationPage /> },
  { path: paths.signedIn, parts: [SignedInPage], render: () => <SignedInPage /> },
  { path: paths.signedOut, parts: [SignedOutPage], render: () => <SignedOutPage /> },
  { path: paths.forbidden, parts: [ForbiddenPage], render: () => <ForbiddenPage /> },
  { path: "*", parts: [NotFoundPage], render: () => <NotFoundPage /> },
];

/** Loads the code of the page at the path. Resolves once the page can be rendered without suspending; never rejects. */
export async function preloadPage(pathname: string): Promise<void> {
  const isAt = ({ path }: { path: string }) => matchPath(path, pathname) !== null;
  const inConsole = consoleRoutes.find(isAt);
  const callback = waysIn.find((way) => way.callback !== undefined && isAt(way.callback))?.callback;
  const parts =
    inConsole === undefined
      ? callback !== undefined
        ? [WayCallbackPage, callback]
        : (otherRoutes.find(isAt)?.parts ?? [])
      : [
          RequireSession,
          ConsoleFrame,
          inConsole.Page,
          ...(inConsole.requires === undefined ? [] : [RequireAccess]),
        ];
  await Promise.all(parts.map((part) => part.preload()));
}

/** Loads what probably comes next: an email code's steps after the method choice, and in the console its other pages. */
function prefetchNext(pathname: string): void {
  if (matchPath(paths.signIn, pathname) !== null)
    void import("../pages/sign-in-page.tsx").then(
      ({ EmailCodePanel }) => EmailCodePanel.preload(),
      // It is loaded again, and said, when it is needed.
      () => undefined,
    );
  if (consoleRoutes.some(({ path }) => matchPath(path, pathname) !== null))
    for (const part of [...consoleRoutes.map(({ Page }) => Page), ReauthenticationDialog])
      void part.preload();
}

/** Every path, its guards and its page. */
export function AppRoutes(props: RouteProps) {
  const { origin, callbacks, loadedAtMs, onRendered } = props;
  usePageFocus();
  usePrefetch(useLocation().pathname, prefetchNext);
  return (
    <>
      <LoadingBar>{commonMessages.loading}</LoadingBar>
      <Suspense
        fallback={
          <Waiting
            title={commonMessages.pageTitle(commonMessages.loading)}
            slowWords={commonMessages.session.slow}
          >
            {commonMessages.loading}
          </Waiting>
        }
      >
        <AfterRendering call={onRendered} />
        <Routes>
          <Route
            element={
              <RequireSession
                reauthentication={
                  <Suspense>
                    <ReauthenticationDialog />
                  </Suspense>
                }
              >
                <ConsoleFrame />
              </RequireSession>
            }
          >
            {consoleRoutes.map(({ path, Page, requires }) => (
              <Route
                key={path}
                path={path}
                element={
                  requires === undefined ? (
                    <Page />
                  ) : (
                    <RequireAccess {...requires}>
                      <Page />
                    </RequireAccess>
                  )
                }
              />
            ))}
          </Route>
          {callbacks.map(({ path, Callback }) => (
            <Route
              key={path}
              path={path}
              element={<WayCallbackPage origin={origin} loadedAtMs={loadedAtMs} Callback={Callback} />}
            />
          ))}
          {otherRoutes.map(({ path, render }) => (
            <Route key={path} path={path} element={render(props)} />
          ))}
        </Routes>
      </Suspense>
    </>
  );
}

/** Inside the Suspense boundary, which is hydrated by itself. */
function AfterRendering({ call }: { call: () => void }) {
  const latest = useRef(call);
  useLayoutEffect(() => latest.current(), []);
  return null;
}
