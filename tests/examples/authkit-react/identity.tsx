import { useAuth } from "../../../src/session/use-auth.ts";

/** Everything else that the hook says of the person. */
export function Identity() {
  const {
    getUser,
    organizationId,
    role,
    roles,
    permissions,
    featureFlags,
    impersonator,
    authenticationMethod,
  } = useAuth();
  return (
    <pre>
      {JSON.stringify({
        email: getUser()?.email ?? null,
        organizationId,
        role,
        roles,
        permissions,
        featureFlags,
        impersonator,
        authenticationMethod,
      })}
    </pre>
  );
}
