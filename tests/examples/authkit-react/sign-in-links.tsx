import { useAuth } from "../../../src/session/use-auth.ts";

/** Links of one's own instead of the hook's navigation. */
export function SignInLinks({ open }: { open: (url: string) => void }) {
  const { getSignInUrl, getSignUpUrl } = useAuth();
  return (
    <nav>
      <button onClick={async () => open(await getSignInUrl({ loginHint: "ada@example.com" }))}>
        Sign in
      </button>
      <button onClick={async () => open(await getSignUpUrl({ invitationToken: "invitation_1" }))}>
        Sign up
      </button>
    </nav>
  );
}
