import { Navigate, Route, Routes } from "react-router-dom";

import { paths } from "../config/paths.ts";
import { RequireSession } from "../guards/require-session.tsx";
import { SignedOutOnly } from "../guards/signed-out-only.tsx";
import { DashboardPage } from "../pages/dashboard-page.tsx";
import { NotFoundPage } from "../pages/not-found-page.tsx";
import { SignInPage } from "../pages/sign-in-page.tsx";
import { SignedOutPage } from "../pages/signed-out-page.tsx";
import { WorkosCallbackPage } from "../pages/workos-callback-page.tsx";
import { type AuthorizationResponse } from "../sign-in/authorization-response.ts";
import { ConsoleFrame } from "./console-frame.tsx";
import { usePageFocus } from "./page-focus.ts";

type Props = { origin: string; authorizationResponse: AuthorizationResponse };

/** Every path, who may see it, and the page that stands there. */
export function AppRoutes({ origin, authorizationResponse }: Props) {
  usePageFocus();
  return (
    <Routes>
      <Route path={paths.home} element={<Navigate to={paths.dashboard} replace />} />
      <Route
        path={paths.signIn}
        element={
          <SignedOutOnly origin={origin}>
            <SignInPage origin={origin} />
          </SignedOutOnly>
        }
      />
      <Route path={paths.workosCallback} element={<WorkosCallbackPage response={authorizationResponse} />} />
      <Route path={paths.signedOut} element={<SignedOutPage />} />
      <Route
        element={
          <RequireSession>
            <ConsoleFrame />
          </RequireSession>
        }
      >
        <Route path={paths.dashboard} element={<DashboardPage />} />
      </Route>
      <Route path="*" element={<NotFoundPage />} />
    </Routes>
  );
}
