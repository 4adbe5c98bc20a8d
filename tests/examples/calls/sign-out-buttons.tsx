import { signOut } from "../../../src/calls/sign-out.ts";

// #region sign-out-buttons
export function SignOutButtons({ navigate }: { navigate: (path: string) => void }) {
  async function signOutHere() {
    const { url } = await signOut({ redirect: false, redirectTo: "/pricing" });
    navigate(url);
  }

  return (
    <nav>
      <button onClick={() => void signOut()}>Sign out</button>
      <button onClick={() => void signOut({ redirectTo: "/pricing" })}>Sign out and see the prices</button>
      <button onClick={() => void signOutHere()}>Sign out without loading a page</button>
    </nav>
  );
}
// #endregion
