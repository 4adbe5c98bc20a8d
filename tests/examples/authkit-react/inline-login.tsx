import { useEffect } from "react";

import { useAuth } from "../../../src/session/use-auth.ts";

/** The same in an app without a router. */
export function InlineLogin() {
  const { isLoading, user, signIn } = useAuth();

  useEffect(() => {
    if (window.location.pathname === "/login") void signIn();
  }, [signIn]);

  if (isLoading) return null;
  return <p>{user ? user.email : "Nobody is signed in"}</p>;
}
