import { type AuthenticationMethod, type Impersonator } from "./authkit-types.ts";

/** What a session says of its person beside who it is, in authkit-react's names; null and empty where it says nothing. */
export type Identity = {
  organizationId: string | null;
  role: string | null;
  roles: string[] | null;
  permissions: string[];
  featureFlags: string[];
  impersonator: Impersonator | null;
  authenticationMethod: AuthenticationMethod | null;
};

/** Of somebody about whom nothing is known. */
export const noIdentity: Identity = {
  organizationId: null,
  role: null,
  roles: null,
  permissions: [],
  featureFlags: [],
  impersonator: null,
  authenticationMethod: null,
};

/** The identity alone, out of something that has more. */
export function selectIdentity(source: Identity): Identity {
  const { organizationId, role, roles, permissions, featureFlags, impersonator, authenticationMethod } =
    source;
  return { organizationId, role, roles, permissions, featureFlags, impersonator, authenticationMethod };
}
