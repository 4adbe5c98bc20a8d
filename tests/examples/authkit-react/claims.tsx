import { LoginRequiredError } from "@workos-inc/authkit-react";
import { useState } from "react";

import { getClaims } from "../../../src/contract/access-token.ts";
import { useAuth } from "../../../src/session/use-auth.ts";

/** What the access token says, read with our function of the package's name; and the package's own error where there is no token. */
export function Claims() {
  const { getAccessToken } = useAuth();
  const [text, setText] = useState("Read the claims");

  async function read() {
    try {
      const { sub, org_id: organizationId, role } = getClaims(await getAccessToken());
      setText(`${sub} is ${role ?? "nobody"} in ${organizationId ?? "no organization"}`);
    } catch (error) {
      if (!(error instanceof LoginRequiredError)) throw error;
      setText("Sign in first");
    }
  }

  return <button onClick={read}>{text}</button>;
}
