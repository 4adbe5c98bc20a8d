import { useEffect } from "react";

import { getSignInUrl } from "../../../src/calls/get-sign-in-url.ts";

/** The route that WorkOS calls to begin a sign-in. Portico has one at `/login`; this is how another would look. */
export function StartSignIn() {
  useEffect(() => {
    let isWanted = true;
    const leave = async () => {
      const url = await getSignInUrl({ returnTo: "/dashboard" });
      if (isWanted) window.location.replace(url);
    };
    void leave();
    return () => {
      isWanted = false;
    };
  }, []);

  return <p>Off to the sign-in page …</p>;
}
