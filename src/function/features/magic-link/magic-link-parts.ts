import type { Core } from "../../core/feature/core.ts";
import type { MailboxSignIn } from "../../core/feature/issuer.ts";
import type { SealedCookie } from "../../core/feature/sealed-cookie.ts";
import type { MagicLinkRequest } from "./magic-link-request.ts";
import type { WorkosMagicLinkCalls } from "./workos-magic-link-calls.ts";

/** What the calls of Magic Link work with. */
export type MagicLinkParts = {
  core: Core;
  cookie: SealedCookie<MagicLinkRequest>;
  workos: WorkosMagicLinkCalls;
  /** From the issuer that gives the sessions. */
  mailboxSignIn: MailboxSignIn;
};
