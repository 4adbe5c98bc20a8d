import { Route, Routes } from "react-router-dom";

import { ConsoleFrame } from "../../../../src/app/console-frame.tsx";
import { RequireOrganization } from "../../../../src/guards/require-organization.tsx";
import { RequirePermission } from "../../../../src/guards/require-permission.tsx";
import { RequireRole } from "../../../../src/guards/require-role.tsx";
import { RequireSession } from "../../../../src/guards/require-session.tsx";
import { harbourWorks } from "../../../../src/mocks/people.ts";

/** Pages of a console that nobody of the mock's people but Ada may see, in the console's own frame and with its own session. */
export function GuardedPages() {
  return (
    <Routes>
      <Route
        element={
          <RequireSession>
            <ConsoleFrame />
          </RequireSession>
        }
      >
        <Route
          path="/billing"
          element={
            <RequirePermission permissions={["members:remove", "billing:manage"]}>
              <h1>Billing</h1>
            </RequirePermission>
          }
        />
        <Route
          path="/settings"
          element={
            <RequireRole roles={["admin"]}>
              <h1>Settings</h1>
            </RequireRole>
          }
        />
        <Route
          path="/harbour-works"
          element={
            <RequireOrganization organizationId={harbourWorks.id}>
              <h1>Harbour Works</h1>
            </RequireOrganization>
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
        <Route path="/broken" element={<BrokenPage />} />
      </Route>
    </Routes>
  );
}

function BrokenPage(): never {
  throw new Error("This page was made to break");
}
