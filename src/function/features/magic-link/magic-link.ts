import type { FunctionVariables } from "../../core/configuration/workos-variables.ts";
import { defineFeature } from "../../core/feature/feature.ts";
import { magicLinkHealthSchema } from "./contract.ts";
import type { MagicLinkParts } from "./magic-link-parts.ts";
import { createMagicLinkCookie } from "./magic-link-request.ts";
import { redeemMagicLink } from "./redeem-magic-link.ts";
import { sendMagicLink } from "./send-magic-link.ts";
import { createWorkosMagicLinkCalls } from "./workos-magic-link-calls.ts";

/**
 * WorkOS's Magic Link, off by default. It proves a mailbox and gives no session, so another issuer gives the sessions, for the accounts
 * that it knows.
 *
 * @deprecated by the vendor, because mail scanners use the links up; the local issuer's own links survive them
 */
export const magicLink = defineFeature<MagicLinkParts>({
  name: "magic-link",
  calls: [sendMagicLink, redeemMagicLink],
  configure: (variables) => {
    const isOn = parseSwitch(variables);
    return (core) => {
      if (!isOn) return null;
      const mailboxSignIn = core.issuers.find((issuer) => issuer.mailboxSignIn !== null)?.mailboxSignIn;
      if (mailboxSignIn === null || mailboxSignIn === undefined) {
        throw new Error(
          "PORTICO_MAGIC_LINK is true, and PORTICO_ACCOUNTS is missing; WorkOS's Magic Link gives no session, so the local issuer has to, for the accounts that it knows",
        );
      }
      const workos = createWorkosMagicLinkCalls(core.workos.call);
      return { core, cookie: createMagicLinkCookie(core), workos, mailboxSignIn };
    };
  },
  health: {
    schemas: magicLinkHealthSchema.entries,
    read: ({ core }, canCount) => ({
      magicLink: canCount && !core.breaker.isFailing() ? "available" : "unavailable",
    }),
  },
});

function parseSwitch(variables: FunctionVariables): boolean {
  const text = variables["PORTICO_MAGIC_LINK"]?.trim() ?? "";
  if (text !== "" && text !== "true" && text !== "false") {
    throw new Error("PORTICO_MAGIC_LINK must be true or false");
  }
  return text === "true";
}
