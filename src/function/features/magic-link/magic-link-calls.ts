import type { Handler } from "hono";

import type { AccountDirectory } from "../local-issuer/accounts/account.ts";
import type { Cookies } from "../../core/cookies/cookies.ts";
import type { Limits } from "../../core/counters/limits.ts";
import type { CountSend } from "../../core/email-code/count-send.ts";
import type { EmitEvent } from "../../core/events/auth-event.ts";
import type { FunctionContext } from "../../core/function-context.ts";
import type { FinishLocalSignIn } from "../local-issuer/local-sign-in.ts";
import type { FingerprintEmail } from "../../core/logging/email-fingerprint.ts";
import type { WriteLogEvent } from "../../core/logging/log-entry.ts";
import type { Sealer } from "../../core/sealing/sealer.ts";
import type { Wait } from "../../core/wait.ts";
import type { WorkosBreaker } from "../../core/workos/workos-breaker.ts";
import type { WorkosMagicLinkCalls } from "./workos-magic-link-calls.ts";
import { createMailMagicLink } from "./mail-magic-link.ts";
import { redeemMagicLink } from "./redeem-magic-link.ts";
import { sendMagicLink } from "./send-magic-link.ts";

/** Path of the page that Magic Links redirect to; a test holds it to the app's own list of paths. */
export const magicLinkCallbackPath = "/auth/magic-link/callback";

/**
 * The two calls of WorkOS's Magic Link.
 * @deprecated by the vendor, because mail scanners use the links up; the local issuer's own links survive them
 */
export function createMagicLinkCalls(parts: {
  ownOrigin: string;
  accounts: AccountDirectory;
  finishLocalSignIn: FinishLocalSignIn;
  workos: WorkosMagicLinkCalls;
  breaker: WorkosBreaker;
  limits: Limits;
  countSend: CountSend;
  readIncarnation: () => Promise<string>;
  sealer: Sealer;
  cookies: Cookies;
  runInBackground: (task: Promise<unknown>) => void;
  fingerprintEmail: FingerprintEmail;
  writeLog: WriteLogEvent;
  emit: EmitEvent;
  wait: Wait;
  now: () => number;
}): { send: Handler<FunctionContext>; redeem: Handler<FunctionContext> } {
  const mailMagicLink = createMailMagicLink({
    ...parts,
    redirectUri: parts.ownOrigin + magicLinkCallbackPath,
    mailsPerAddress: parts.limits.mailsPerAddress,
  });
  return { send: sendMagicLink({ ...parts, mailMagicLink }), redeem: redeemMagicLink(parts) };
}
