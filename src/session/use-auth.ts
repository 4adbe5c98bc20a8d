import { useContext } from "react";

import { type Auth } from "./auth.ts";
import { AuthContext } from "./auth-context.ts";

/** The session and the calls that change it; works inside the app's providers alone. */
export function useAuth(): Auth {
  const auth = useContext(AuthContext);
  if (auth === null) throw new Error("useAuth must be used within Portico's providers");
  return auth;
}
