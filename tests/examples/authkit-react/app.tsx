import { useAuth } from "../../../src/session/use-auth.ts";

/** The whole of a small app: a word while it isn't known who is here, two buttons, and a greeting. */
export function App() {
  const { isLoading, user, signIn, signUp, signOut } = useAuth();

  if (isLoading) return <p>One moment …</p>;
  if (!user)
    return (
      <nav>
        <button onClick={() => signIn()}>Sign in</button>
        <button onClick={() => signUp()}>Sign up</button>
      </nav>
    );
  return (
    <main>
      <p>Good day, {user.firstName ?? user.email}</p>
      <button onClick={() => signOut()}>Sign out</button>
    </main>
  );
}
