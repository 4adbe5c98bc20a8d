import { createBrowserStorage } from "../../config/browser-storage.ts";
import { lazyPart } from "../../ui/lazy-part.tsx";
import { hasPendingEntry, pendingKeys } from "../pending-entry.ts";
import { type WayCallbackProps, type WayIn } from "../way-in.ts";
import { magicLinkOffer } from "./offer.ts";
import { magicLinkCallbackPath, takeMagicLinkResponse } from "./take-response.ts";

const MagicLinkPanel = lazyPart(async () => (await import("./panel.tsx")).MagicLinkPanel);
const MagicLinkCallback = lazyPart(async () => (await import("./callback.tsx")).MagicLinkCallback);

/** WorkOS Magic Link, which WorkOS has deprecated. Off unless the function's health answer says otherwise. */
export const magicLink: WayIn<"magic-link"> = {
  name: "magic-link",
  signIn: async (request) => (await import("./sign-in.ts")).signInWithMagicLink(request),
  offer: {
    label: magicLinkOffer,
    readAvailability,
    isInterrupted: () =>
      hasPendingEntry(createBrowserStorage("sessionStorage"), pendingKeys.magicLink, Date.now()),
    Panel: MagicLinkPanel,
  },
  callback: {
    path: magicLinkCallbackPath,
    preload: MagicLinkCallback.preload,
    open() {
      const response = takeMagicLinkResponse();
      return (props: WayCallbackProps) => <MagicLinkCallback {...props} response={response} />;
    },
  },
};

/** Whether Magic Link works, by the function's health answer; `off` unless the deployment has switched it on. */
function readAvailability(health: unknown): "available" | "unavailable" | "off" {
  const magicLink =
    typeof health === "object" && health !== null && "magicLink" in health && health.magicLink;
  return magicLink === "available" || magicLink === "unavailable" ? magicLink : "off";
}
