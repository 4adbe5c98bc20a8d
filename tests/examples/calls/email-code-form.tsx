import { useState } from "react";

import { signIn } from "../../../src/calls/sign-in.ts";

// #region email-code-form
export function EmailCodeForm({ onSignedIn }: { onSignedIn: (path: string) => void }) {
  const [isSent, setIsSent] = useState(false);
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<string | null>(null);

  async function send() {
    const response = await signIn("email-code", { email: typed, redirect: false });
    setProblem(response.code ?? null);
    if (!response.ok) return;
    setIsSent(true);
    setTyped("");
  }

  async function verify() {
    const response = await signIn("email-code", { code: typed, redirect: false });
    setProblem(response.code ?? null);
    if (response.url !== null) onSignedIn(response.url);
  }

  return (
    <form action={isSent ? verify : send}>
      <label>
        {isSent ? "Code" : "Email address"}
        <input value={typed} onChange={(event) => setTyped(event.target.value)} />
      </label>
      <button>{isSent ? "Sign in" : "Send code"}</button>
      <p role="alert">{problem}</p>
    </form>
  );
}
// #endregion
