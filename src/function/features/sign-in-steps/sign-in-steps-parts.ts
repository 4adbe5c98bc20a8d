import type { Core } from "../../core/feature/core.ts";
import type { SealedCookie } from "../../core/feature/sealed-cookie.ts";
import type { HeldSignIn } from "./held-sign-in.ts";
import type { WorkosStepCalls } from "./workos-step-calls.ts";

/** What the steps work with. */
export type SignInStepsParts = { core: Core; cookie: SealedCookie<HeldSignIn>; workos: WorkosStepCalls };
