import { type ReactNode } from "react";

import { RequireAccess } from "./require-access.tsx";

type Props = {
  /** Any organization will do where there is none named. */
  organizationId?: string;
  children: ReactNode;
};

/** Shows its children to people in the organization, and offers everybody else to switch to it. */
export function RequireOrganization({ organizationId, children }: Props) {
  return <RequireAccess organizationId={organizationId ?? true}>{children}</RequireAccess>;
}
