import { Route, Routes } from "react-router-dom";

import { RequireOrganization } from "../../../src/guards/require-organization.tsx";
import { RequirePermission } from "../../../src/guards/require-permission.tsx";
import { RequireRole } from "../../../src/guards/require-role.tsx";
import { RequireSession } from "../../../src/guards/require-session.tsx";

// #region guarded-routes
export function GuardedRoutes() {
  return (
    <Routes>
      <Route
        path="/reports"
        element={
          <RequireSession>
            <h1>Reports</h1>
          </RequireSession>
        }
      />
      <Route
        path="/members"
        element={
          <RequirePermission permissions={["members:read"]}>
            <h1>Members</h1>
          </RequirePermission>
        }
      />
      <Route
        path="/billing"
        element={
          <RequireRole roles={["admin", "billing"]}>
            <h1>Billing</h1>
          </RequireRole>
        }
      />
      <Route
        path="/projects"
        element={
          <RequireOrganization>
            <h1>Projects</h1>
          </RequireOrganization>
        }
      />
    </Routes>
  );
}
// #endregion
