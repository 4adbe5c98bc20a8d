import { type ReactNode } from "react";

import { type AccessRequirement, checkAccess } from "../session/access.ts";
import { useAuth } from "../session/use-auth.ts";
import { ForbiddenNotice } from "./forbidden-notice.tsx";
import { RequireSession } from "./require-session.tsx";
import { WrongOrganizationNotice } from "./wrong-organization-notice.tsx";

type Props = AccessRequirement & { children: ReactNode };

/** Shows its children to people whose session meets the requirement, and to everybody else what is missing. */
export function RequireAccess({ children, ...requirement }: Props) {
  return (
    <RequireSession>
      <Judged requirement={requirement}>{children}</Judged>
    </RequireSession>
  );
}

function Judged({ requirement, children }: { requirement: AccessRequirement; children: ReactNode }) {
  const { session } = useAuth();
  const standing =
    session.kind === "signedOut" ? session.expiredSession : "session" in session ? session.session : null;
  if (standing === null) return null;
  const access = checkAccess(standing, requirement);
  switch (access.kind) {
    case "granted":
      return children;
    case "forbidden":
      return <ForbiddenNotice permissions={access.missingPermissions} roles={access.missingRoles} />;
    case "wrongOrganization":
      return <WrongOrganizationNotice required={access.required} />;
  }
  access satisfies never;
}
