import { useAuth } from "../../../src/session/use-auth.ts";

/** Takes something along through the sign-in. */
export function SignInWithState() {
  const { signIn } = useAuth();
  return <button onClick={() => signIn({ state: { from: "pricing", seats: 5 } })}>Buy five seats</button>;
}

/** Finds it again afterwards. Portico keeps it in the tab, so that no link can make it up. */
export function Welcome() {
  const { user, callbackState } = useAuth();
  return user && <p>{`${user.email} came with ${JSON.stringify(callbackState)}`}</p>;
}
