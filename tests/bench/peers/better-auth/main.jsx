import { emailOTPClient } from "better-auth/client/plugins";
import { createAuthClient } from "better-auth/react";
import { useState } from "react";
import { createRoot } from "react-dom/client";

// The email-OTP form of better-auth's documentation. The address is there already, so that a click is all that it takes.
const authClient = createAuthClient({ plugins: [emailOTPClient()] });

function SignInPage() {
  const [email, setEmail] = useState("ada@example.com");
  const { data: session } = authClient.useSession();
  const [isSent, setIsSent] = useState(false);
  if (session) return <main>Signed in</main>;
  if (isSent) return <main>Check your mail</main>;
  const send = async (event) => {
    event.preventDefault();
    const { error } = await authClient.emailOtp.sendVerificationOtp({ email, type: "sign-in" });
    if (error === null) setIsSent(true);
  };
  return (
    <main>
      <h1>Sign in</h1>
      <form onSubmit={(event) => void send(event)}>
        <input type="email" value={email} onChange={(event) => setEmail(event.target.value)} />
        <button type="submit">Send code</button>
      </form>
    </main>
  );
}

createRoot(document.getElementById("root")).render(<SignInPage />);
