import { Route, Routes } from "react-router-dom";

import { paths } from "../config/paths.ts";
import { RequireOrganization } from "../guards/require-organization.tsx";
import { RequirePermission } from "../guards/require-permission.tsx";
import { RequireSession } from "../guards/require-session.tsx";
import { SignedOutOnly } from "../guards/signed-out-only.tsx";
import { memberPermissions } from "../contract/member-permissions.ts";
import { type EmailLinkToken } from "../contract/email-link.ts";
import { AccountPage } from "../pages/account/account-page.tsx";
import { DashboardPage } from "../pages/dashboard-page.tsx";
import { EmailLinkPage } from "../pages/email-link-page.tsx";
import { ForbiddenPage } from "../pages/forbidden-page.tsx";
import { HomePage } from "../pages/home-page.tsx";
import { AcceptInvitationPage } from "../pages/invitation/accept-invitation-page.tsx";
import { LoginPage } from "../pages/login-page.tsx";
import { MagicLinkCallbackPage } from "../pages/magic-link-callback-page.tsx";
import { MembersPage } from "../pages/members/members-page.tsx";
import { NotFoundPage } from "../pages/not-found-page.tsx";
import { SignedInPage } from "../pages/signed-in-page.tsx";
import { SignedOutPage } from "../pages/signed-out-page.tsx";
import { SignInPage } from "../pages/sign-in-page.tsx";
import { WorkosCallbackPage } from "../pages/workos-callback-page.tsx";
import { type AuthorizationResponse } from "../sign-in/authorization-response.ts";
import { type MagicLinkResponse } from "../sign-in/take-magic-link-response.ts";
import { ConsoleFrame } from "./console-frame.tsx";
import { usePageFocus } from "./page-focus.ts";
import { ReauthenticationDialog } from "./reauthentication-dialog.tsx";

type Props = {
  origin: string;
  authorizationResponse: AuthorizationResponse;
  emailLinkToken: EmailLinkToken | null;
  magicLinkResponse: MagicLinkResponse;
  /** Milliseconds since the epoch. */
  loadedAtMs: number;
};

/** Every path, who may see it, and the page that stands there. */
export function AppRoutes(props: Props) {
  const { origin, authorizationResponse, emailLinkToken, magicLinkResponse, loadedAtMs } = props;
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
      <Route path={paths.emailLink} element={<EmailLinkPage origin={origin} token={emailLinkToken} />} />
      <Route
        path={paths.magicLinkCallback}
        element={
          <MagicLinkCallbackPage origin={origin} response={magicLinkResponse} loadedAtMs={loadedAtMs} />
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
