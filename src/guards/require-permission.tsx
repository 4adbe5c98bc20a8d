import { type ReactNode } from "react";

import { RequireAccess } from "./require-access.tsx";

type Props = { permissions: readonly string[]; children: ReactNode };

/** Shows its children to people with every one of the permissions, and names the missing ones to everybody else. */
export function RequirePermission({ permissions, children }: Props) {
  return <RequireAccess permissions={permissions}>{children}</RequireAccess>;
}
