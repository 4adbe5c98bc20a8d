import { type WayIn } from "../way-in.ts";

/** A code by mail. The method choice always shows it, so it needs no offer. */
export const emailCode: WayIn<"email-code"> = {
  name: "email-code",
  signIn: async (request) => (await import("./sign-in.ts")).signInWithEmailCode(request),
};
