import { type ComponentType, lazy, Suspense } from "react";
import { Route, Routes } from "react-router-dom";

import { messages } from "../config/messages.ts";
import { paths } from "../config/paths.ts";
import { RequireOrganization } from "../guards/require-organization.tsx";
import { RequirePermission } from "../guards/require-permission.tsx";
import { RequireSession } from "../guards/require-session.tsx";
import { SignedOutOnly } from "../guards/signed-out-only.tsx";
import { memberPermissions } from "../contract/member-permissions.ts";
import { AccountPage } from "../pages/account/account-page.tsx";
import { DashboardPage } from "../pages/dashboard-page.tsx";
import { ForbiddenPage } from "../pages/forbidden-page.tsx";
import { HomePage } from "../pages/home-page.tsx";
import { AcceptInvitationPage } from "../pages/invitation/accept-invitation-page.tsx";
import { LoginPage } from "../pages/login-page.tsx";
import { MembersPage } from "../pages/members/members-page.tsx";
import { NotFoundPage } from "../pages/not-found-page.tsx";
import { SignedInPage } from "../pages/signed-in-page.tsx";
import { SignedOutPage } from "../pages/signed-out-page.tsx";
import { SignInPage } from "../pages/sign-in-page.tsx";
import { WayCallbackPage } from "../pages/way-callback-page.tsx";
import { WorkosCallbackPage } from "../pages/workos-callback-page.tsx";
import { type AuthorizationResponse } from "../sign-in/authkit/authorization-response.ts";
import { type WayCallbackProps } from "../sign-in/way-in.ts";
import { Waiting } from "../ui/waiting.tsx";
import { ConsoleFrame } from "./console-frame.tsx";
import { usePageFocus } from "./page-focus.ts";
import { ReauthenticationDialog } from "./reauthentication-dialog.tsx";

// By itself: few people need it, and its words are long.
const DoctorPage = lazy(async () => ({
  default: (await import("../pages/doctor/doctor-page.tsx")).DoctorPage,
}));

export type RouteProps = {
  origin: string;
  authorizationResponse: AuthorizationResponse;
  /** The callback pages of the ways in `src/sign-in/ways-in.ts`. */
  callbacks: { path: string; Callback: ComponentType<WayCallbackProps> }[];
  /** Milliseconds since the epoch. */
  loadedAtMs: number;
};

/** Every path, its guards and its page. */
export function AppRoutes(props: RouteProps) {
  const { origin, authorizationResponse, callbacks, loadedAtMs } = props;
  usePageFocus();
  return (
    <Routes>
      <Route path={paths.home} element={<HomePage />} />
      <Route
        path={paths.signIn}
        element={
          <SignedOutOnly origin={origin}>
            <SignInPage origin={origin} />
          </SignedOutOnly>
        }
      />
      <Route path={paths.login} element={<LoginPage origin={origin} />} />
      <Route
        path={paths.workosCallback}
        element={<WorkosCallbackPage response={authorizationResponse} loadedAtMs={loadedAtMs} />}
      />
      {callbacks.map(({ path, Callback }) => (
        <Route
          key={path}
          path={path}
          element={<WayCallbackPage origin={origin} loadedAtMs={loadedAtMs} Callback={Callback} />}
        />
      ))}
      <Route
        path={paths.doctor}
        element={
          <Suspense
            fallback={
              <Waiting title={messages.pageTitle(messages.loading)} slowWords={messages.session.slow}>
                {messages.loading}
              </Waiting>
            }
          >
            <DoctorPage />
          </Suspense>
        }
      />
      <Route path={paths.acceptInvitation} element={<AcceptInvitationPage />} />
      <Route path={paths.signedIn} element={<SignedInPage />} />
      <Route path={paths.signedOut} element={<SignedOutPage />} />
      <Route
        element={
          <RequireSession reauthentication={<ReauthenticationDialog />}>
            <ConsoleFrame />
          </RequireSession>
        }
      >
        <Route path={paths.dashboard} element={<DashboardPage />} />
        <Route
          path={paths.members}
          element={
            <RequireOrganization>
              <RequirePermission permissions={[memberPermissions.read]}>
                <MembersPage />
              </RequirePermission>
            </RequireOrganization>
          }
        />
        <Route path={paths.account} element={<AccountPage />} />
      </Route>
      <Route path={paths.forbidden} element={<ForbiddenPage />} />
      <Route path="*" element={<NotFoundPage />} />
    </Routes>
  );
}
