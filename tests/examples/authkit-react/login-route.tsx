import { useEffect } from "react";

import { useAuth } from "../../../src/session/use-auth.ts";

/** The Sign-in URL that WorkOS calls, as a route of its own. */
export function LoginRoute() {
  const { signIn } = useAuth();

  useEffect(() => {
    void signIn();
  }, [signIn]);

  return <p>Off to the sign-in page …</p>;
}
