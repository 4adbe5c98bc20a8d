import { signIn } from "../../../src/calls/sign-in.ts";

// #region sign-in-buttons
export function SignInButtons() {
  return (
    <nav>
      <button onClick={() => void signIn()}>Sign in</button>
      <button onClick={() => void signIn("workos")}>Sign in with WorkOS</button>
      <button onClick={() => void signIn("workos", { redirectTo: "/members" })}>
        Sign in to see the members
      </button>
    </nav>
  );
}
// #endregion
