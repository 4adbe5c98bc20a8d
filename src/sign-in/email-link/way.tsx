import { signInWithEmailCode } from "../email-code/way.ts";
import { type WayCallbackProps, type WayIn } from "../way-in.ts";
import { EmailLinkCallback } from "./callback.tsx";
import { emailLinkPath, takeEmailLinkToken } from "./take-token.ts";

/** The link in the mail of the email code, where the function mails one. */
export const emailLink: WayIn<"email-link"> = {
  name: "email-link",
  signIn: (request) => signInWithEmailCode(request, { needsLink: true }),
  callback: {
    path: emailLinkPath,
    open() {
      const token = takeEmailLinkToken();
      return (props: WayCallbackProps) => <EmailLinkCallback {...props} token={token} />;
    },
  },
};
