import { createBrowserStorage } from "../../config/browser-storage.ts";
import { type WayCallbackProps, type WayIn } from "../way-in.ts";
import { readMagicLinkAvailability } from "./availability.ts";
import { MagicLinkCallback } from "./callback.tsx";
import { magicLinkMessages } from "./messages.ts";
import { MagicLinkPanel } from "./panel.tsx";
import { readPendingMagicLink } from "./pending.ts";
import { signInWithMagicLink } from "./sign-in-call.ts";
import { magicLinkCallbackPath, takeMagicLinkResponse } from "./take-response.ts";

/** WorkOS Magic Link, which WorkOS has deprecated. Off unless the function's health answer says otherwise. */
export const magicLink: WayIn<"magic-link"> = {
  name: "magic-link",
  signIn: signInWithMagicLink,
  offer: {
    label: magicLinkMessages.offer,
    readAvailability: readMagicLinkAvailability,
    isInterrupted: () => readPendingMagicLink(createBrowserStorage("sessionStorage"), Date.now()) !== null,
    Panel: MagicLinkPanel,
  },
  callback: {
    path: magicLinkCallbackPath,
    open() {
      const response = takeMagicLinkResponse();
      return (props: WayCallbackProps) => <MagicLinkCallback {...props} response={response} />;
    },
  },
};
