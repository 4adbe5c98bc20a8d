import { getSignInUrl } from "../../../src/calls/get-sign-in-url.ts";
import { useAuth } from "../../../src/session/use-auth.ts";

// #region home-page
export function HomePage() {
  const { user, getSignUpUrl, signOut } = useAuth();
  const logIn = async () => window.location.assign(await getSignInUrl());
  const signUp = async () => window.location.assign(await getSignUpUrl());

  if (user === null)
    return (
      <nav>
        <button onClick={() => void logIn()}>Log in</button>
        <button onClick={() => void signUp()}>Sign up</button>
      </nav>
    );
  return (
    <main>
      <p>Welcome back{user.firstName !== null && `, ${user.firstName}`}</p>
      <button onClick={() => void signOut()}>Sign out</button>
    </main>
  );
}
// #endregion
