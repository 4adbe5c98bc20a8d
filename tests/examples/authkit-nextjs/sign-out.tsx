import { useAuth } from "../../../src/session/use-auth.ts";

/** Signs out to another address than the default one; it has to be registered at WorkOS. */
export function SignOutElsewhere() {
  const { signOut } = useAuth();
  return (
    <button onClick={() => void signOut({ returnTo: `${window.location.origin}/signed-out` })}>
      Sign out
    </button>
  );
}
