import { useState } from "react";

import { signIn } from "../../../src/calls/sign-in.ts";

// #region email-code-form
export function EmailCodeForm({ onSignedIn }: { onSignedIn: (path: string) => void }) {
  const [isSent, setIsSent] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function send(form: FormData) {
    const response = await signIn("email-code", { email: String(form.get("email")), redirect: false });
    setIsSent(response.ok);
    setProblem(response.code ?? null);
  }

  async function verify(form: FormData) {
    const response = await signIn("email-code", { code: String(form.get("digits")), redirect: false });
    setProblem(response.code ?? null);
    if (response.url !== null) onSignedIn(response.url);
  }

  return (
    <form action={isSent ? verify : send}>
      {isSent ? (
        <input name="digits" key="digits" inputMode="numeric" />
      ) : (
        <input name="email" type="email" />
      )}
      <button>{isSent ? "Sign in" : "Send code"}</button>
      <p role="alert">{problem}</p>
    </form>
  );
}
// #endregion
