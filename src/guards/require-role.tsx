import { type ReactNode } from "react";

import { RequireAccess } from "./require-access.tsx";

type Props = { roles: readonly string[]; children: ReactNode };

/** Shows its children to people with at least one of the roles, and names the roles to everybody else. */
export function RequireRole({ roles, children }: Props) {
  return <RequireAccess roles={roles}>{children}</RequireAccess>;
}
