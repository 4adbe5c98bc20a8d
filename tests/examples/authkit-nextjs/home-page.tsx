import { getSignInUrl } from "../../../src/calls/get-sign-in-url.ts";
import { useAuth } from "../../../src/session/use-auth.ts";

// #region home-page
async function leaveFor(url: Promise<string>) {
  window.location.assign(await url);
}

export function HomePage() {
  const { user, getSignUpUrl, signOut } = useAuth();

  if (user === null)
    return (
      <nav>
        <button onClick={() => void leaveFor(getSignInUrl())}>Log in</button>
        <button onClick={() => void leaveFor(getSignUpUrl())}>Sign up</button>
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
