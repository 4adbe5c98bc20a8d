import { useState } from "react";

import { signIn } from "../../../src/calls/sign-in.ts";

// #region keep-the-page
export function SignInBesideThePage() {
  const [waiting, setWaiting] = useState<AbortController | null>(null);
  const [outcome, setOutcome] = useState("");

  async function begin() {
    const controller = new AbortController();
    setWaiting(controller);
    const response = await signIn("workos", { redirect: false, signal: controller.signal });
    setWaiting(null);
    setOutcome(response.ok ? "You're signed in." : `That didn't work: ${response.code}`);
  }

  if (waiting === null)
    return (
      <p>
        <button onClick={() => void begin()}>Sign in</button> {outcome}
      </p>
    );
  return (
    <p>
      Sign in in the other tab. <button onClick={() => waiting.abort()}>Cancel</button>
    </p>
  );
}
// #endregion
