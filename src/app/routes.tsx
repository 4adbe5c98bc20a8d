import { type ComponentType, type ReactNode, Suspense } from "react";
import { matchPath, Route, Routes } from "react-router-dom";

import { messages } from "../config/messages.ts";
import { paths } from "../config/paths.ts";
import { memberPermissions } from "../contract/member-permissions.ts";
import { RequireOrganization } from "../guards/require-organization.tsx";
import { RequirePermission } from "../guards/require-permission.tsx";
import { RequireSession } from "../guards/require-session.tsx";
import { SignedOutOnly } from "../guards/signed-out-only.tsx";
import { HomePage } from "../pages/home-page.tsx";
import { WayCallbackPage } from "../pages/way-callback-page.tsx";
import { type AuthorizationResponse } from "../sign-in/authkit/authorization-response.ts";
import { type WayCallbackProps } from "../sign-in/way-in.ts";
import { Waiting } from "../ui/waiting.tsx";
import { lazyPage } from "./lazy-page.tsx";
import { usePageFocus } from "./page-focus.ts";

const SignInPage = lazyPage(async () => (await import("../pages/sign-in-page.tsx")).SignInPage);
const LoginPage = lazyPage(async () => (await import("../pages/login-page.tsx")).LoginPage);
const WorkosCallbackPage = lazyPage(
  async () => (await import("../pages/workos-callback-page.tsx")).WorkosCallbackPage,
);
const DoctorPage = lazyPage(async () => (await import("../pages/doctor/doctor-page.tsx")).DoctorPage);
const AcceptInvitationPage = lazyPage(
  async () => (await import("../pages/invitation/accept-invitation-page.tsx")).AcceptInvitationPage,
);
const SignedInPage = lazyPage(async () => (await import("../pages/signed-in-page.tsx")).SignedInPage);
const SignedOutPage = lazyPage(async () => (await import("../pages/signed-out-page.tsx")).SignedOutPage);
const ForbiddenPage = lazyPage(async () => (await import("../pages/forbidden-page.tsx")).ForbiddenPage);
const NotFoundPage = lazyPage(async () => (await import("../pages/not-found-page.tsx")).NotFoundPage);

const ConsoleFrame = lazyPage(async () => (await import("./console-frame.tsx")).ConsoleFrame);
const DashboardPage = lazyPage(async () => (await import("../pages/dashboard-page.tsx")).DashboardPage);
const MembersPage = lazyPage(async () => (await import("../pages/members/members-page.tsx")).MembersPage);
const AccountPage = lazyPage(async () => (await import("../pages/account/account-page.tsx")).AccountPage);
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
};

type PageRoute = {
  path: string;
  /** Its chunks. */
  parts: { preload: () => Promise<void> }[];
  render: (props: RouteProps) => ReactNode;
};

/** The console's pages, for signed-in people: each with the guards it needs besides. */
const consoleRoutes: PageRoute[] = [
  { path: paths.dashboard, parts: [DashboardPage], render: () => <DashboardPage /> },
  {
    path: paths.members,
    parts: [MembersPage],
    render: () => (
      <RequireOrganization>
        <RequirePermission permissions={[memberPermissions.read]}>
          <MembersPage />
        </RequirePermission>
      </RequireOrganization>
    ),
  },
  { path: paths.account, parts: [AccountPage], render: () => <AccountPage /> },
];

/** The pages without the console's frame. */
const otherRoutes: PageRoute[] = [
  { path: paths.home, parts: [], render: () => <HomePage /> },
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
  const isAt = ({ path }: PageRoute) => matchPath(path, pathname) !== null;
  const inConsole = consoleRoutes.find(isAt);
  const parts =
    inConsole === undefined ? (otherRoutes.find(isAt)?.parts ?? []) : [ConsoleFrame, ...inConsole.parts];
  await Promise.all(parts.map((part) => part.preload()));
}

/** Every path, its guards and its page. */
export function AppRoutes(props: RouteProps) {
  const { origin, callbacks, loadedAtMs } = props;
  usePageFocus();
  const renderRoute = ({ path, render }: PageRoute) => (
    <Route key={path} path={path} element={render(props)} />
  );
  return (
    <Suspense
      fallback={
        <Waiting title={messages.pageTitle(messages.loading)} slowWords={messages.session.slow}>
          {messages.loading}
        </Waiting>
      }
    >
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
          {consoleRoutes.map(renderRoute)}
        </Route>
        {callbacks.map(({ path, Callback }) => (
          <Route
            key={path}
            path={path}
            element={<WayCallbackPage origin={origin} loadedAtMs={loadedAtMs} Callback={Callback} />}
          />
        ))}
        {otherRoutes.map(renderRoute)}
      </Routes>
    </Suspense>
  );
}
