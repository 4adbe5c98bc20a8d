import type { Core } from "../../core/feature/core.ts";
import type { MailboxSignIn } from "../../core/feature/issuer.ts";
import type { WorkosMagicLinkCalls } from "./workos-magic-link-calls.ts";

/** What the calls of Magic Link are made of. */
export type MagicLinkParts = {
  core: Core;
  workos: WorkosMagicLinkCalls;
  /** Of the issuer that gives the sessions. */
  mailboxSignIn: MailboxSignIn;
};
