import { lazyPart } from "../../ui/lazy-part.tsx";
import { type WayCallbackProps, type WayIn } from "../way-in.ts";
import { emailLinkPath, takeEmailLinkToken } from "./take-token.ts";

const EmailLinkCallback = lazyPart(async () => (await import("./callback.tsx")).EmailLinkCallback);

/** The link in the mail of the email code, where the function mails one. */
export const emailLink: WayIn<"email-link"> = {
  name: "email-link",
  signIn: async (request) =>
    (await import("../email-code/sign-in.ts")).signInWithEmailCode(request, { needsLink: true }),
  callback: {
    path: emailLinkPath,
    preload: EmailLinkCallback.preload,
    open() {
      const token = takeEmailLinkToken();
      return (props: WayCallbackProps) => <EmailLinkCallback {...props} token={token} />;
    },
  },
};
