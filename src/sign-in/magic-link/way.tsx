import * as v from "valibot";

import { createBrowserStorage } from "../../config/browser-storage.ts";
import { parseEmailAddress } from "../../contract/email-address.ts";
import { magicLinkCallbackPath, magicLinkHealthSchema } from "../../function/features/magic-link/contract.ts";
import { type SignInRequest, type SignInResult, type WayCallbackProps, type WayIn } from "../way-in.ts";
import { MagicLinkCallback } from "./callback.tsx";
import { magicLinkMessages } from "./messages.ts";
import { MagicLinkPanel } from "./panel.tsx";
import { readPendingMagicLink, writePendingMagicLink } from "./pending.ts";
import { buildSentStep } from "./send-state.ts";
import { sendMagicLink } from "./send.ts";
import { takeMagicLinkResponse } from "./take-response.ts";

const ownTab = createBrowserStorage("sessionStorage");

/** WorkOS Magic Link, which WorkOS has deprecated. Off unless the function's health answer says otherwise. */
export const magicLink: WayIn<"magic-link"> = {
  name: "magic-link",
  signIn,
  offer: {
    label: magicLinkMessages.offer,
    readAvailability,
    isInterrupted: () => readPendingMagicLink(ownTab, Date.now()) !== null,
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

/** The result of `signIn("magic-link")`, which requests a link; it is the same whether or not the address has an account. */
async function signIn(request: SignInRequest): Promise<SignInResult> {
  const email = parseEmailAddress(request.email);
  if (email === null) return { ok: false, failure: "invalid_email" };
  const result = await sendMagicLink(email, request.redirectTo);
  if (!result.ok) {
    const { failure } = result;
    // Without Magic Link, the function has no such call.
    const isOff = failure.kind === "problem" && failure.problem.code === "not_found";
    return { ok: false, failure: isOff ? "provider_not_available" : failure };
  }
  if (request.opensSignInPage) writePendingMagicLink(ownTab, buildSentStep(result.accepted, 0, 1));
  return { ok: true, session: null };
}

/** Whether Magic Link works, by the function's health answer; `off` unless the deployment has switched it on. */
function readAvailability(health: unknown): "available" | "unavailable" | "off" {
  const result = v.safeParse(magicLinkHealthSchema, health);
  return result.success ? result.output.magicLink : "off";
}
