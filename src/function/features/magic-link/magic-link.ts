import { parseSwitch } from "../../../contract/variables.ts";
import { defineFeature } from "../../core/feature/feature.ts";
import { magicLinkHealthSchema } from "./contract.ts";
import type { MagicLinkParts } from "./magic-link-parts.ts";
import { createMagicLinkCookie } from "./magic-link-request.ts";
import { redeemMagicLink } from "./redeem-magic-link.ts";
import { sendMagicLink } from "./send-magic-link.ts";
import { createWorkosMagicLinkCalls } from "./workos-magic-link-calls.ts";

/**
 * WorkOS's Magic Link, off by default. It proves a mailbox without giving a session, so another issuer gives the sessions, for the
 * accounts that it knows.
 *
 * @deprecated by WorkOS, because mail scanners use up the links; the local issuer's links survive them
 */
export const magicLink = defineFeature<MagicLinkParts>({
  name: "magic-link",
  variables: ["PORTICO_MAGIC_LINK"],
  calls: [sendMagicLink, redeemMagicLink],
  configure: (variables) => {
    const isOn = parseSwitch(variables, "PORTICO_MAGIC_LINK");
    return (core) => {
      if (!isOn) return null;
      const mailboxSignIn = core.issuers.find((issuer) => issuer.mailboxSignIn !== null)?.mailboxSignIn;
      if (mailboxSignIn === null || mailboxSignIn === undefined) {
        throw new Error(
          "PORTICO_MAGIC_LINK is true, but PORTICO_ACCOUNTS is missing; WorkOS's Magic Link gives no session, so the local issuer has to, for its own accounts",
        );
      }
      const workos = createWorkosMagicLinkCalls(core.workos.call);
      return { core, cookie: createMagicLinkCookie(core), workos, mailboxSignIn };
    };
  },
  health: {
    schemas: magicLinkHealthSchema.entries,
    read: ({ core }, canCount) => ({
      magicLink: canCount && !core.breaker.isOpen() ? "available" : "unavailable",
    }),
  },
});
