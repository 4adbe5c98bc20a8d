import { basePath } from "../../../contract/base-path.ts";
import { limitTable } from "../../core/counters/limit-table.ts";
import { defineFeature, type Feature } from "../../core/feature/feature.ts";
import type { Issuer } from "../../core/feature/issuer.ts";
import { trustAccessTokens } from "./access-tokens.ts";
import type { AccountDirectory } from "./accounts/account.ts";
import { mayUseLocalCodes } from "./accounts/may-use-local-codes.ts";
import { createLocalCheck } from "./check-local-code.ts";
import { createIssuerChoice } from "./choose-issuer.ts";
import { createCodeMailing } from "./code-mailing.ts";
import { createFindWorkosUser } from "./find-workos-user.ts";
import { jwks } from "./jwks.ts";
import { refreshLimit, wrongGuessesInAll } from "./limits.ts";
import { createLocalCodeMails } from "./local-code-mails.ts";
import {
  createLocalIssuerParts,
  type LocalIssuerParts,
  type LocalIssuerSources,
} from "./local-issuer-parts.ts";
import { parseLocalPayload } from "./local-session.ts";
import { createMailOutage } from "./mail/mail-outage.ts";
import { redeemEmailLink } from "./redeem-email-link.ts";
import { createLocalRefresh } from "./refresh-local-session.ts";
import { createLocalRevocation } from "./revoke-local-sessions.ts";

/** Path of the landing page of mailed links; a test compares it with the app's own paths. */
export const emailLinkPath = `${basePath}/auth/email-link`;

/**
 * The local issuer, with its own codes, mail, accounts and tokens: for accounts that aren't in WorkOS yet, and for all of its
 * accounts while the function itself finds WorkOS down.
 *
 * @param sources null when it is switched off
 */
export function localIssuer(sources: LocalIssuerSources | null): Feature {
  return defineFeature<LocalIssuerParts>({
    name: "local-issuer",
    calls: [redeemEmailLink, jwks],
    limits: [wrongGuessesInAll, refreshLimit],
    configure: () => (core) => (sources === null ? null : createLocalIssuerParts(core, sources)),
    issuer: createIssuer,
  });
}

function createIssuer(parts: LocalIssuerParts): Issuer {
  const { core, accounts } = parts;
  const checkCode = createLocalCheck({ ...parts, now: core.now });
  const refresh = createLocalRefresh(core, parts);
  const revoke = createLocalRevocation(parts.families);
  const mailOutage = createMailOutage({
    core,
    checkMail: parts.checkMail,
    onFound: (cause) => {
      core.writeLog("warn", { event: "mail_check_failed", cause });
      core.emit({ event: "breaker_opened", breaker: "mail" });
    },
  });

  return {
    name: "local",
    mailing: createCodeMailing(core, {
      chooseIssuer: createIssuerChoice({
        accounts,
        findWorkosUser: createFindWorkosUser(core),
        breaker: core.breaker,
      }),
      mailLocalCode: createLocalCodeMails({
        ...parts,
        linkPath: emailLinkPath,
        usesPerChallenge: core.limit(limitTable.usesPerChallenge),
        now: core.now,
      }),
      mailOutage,
    }),
    checkCode: async ({ context, challenge, typed, deviceId }) => {
      const mailed = await parts.secrets.readMailed(challenge);
      const check = await checkCode(mailed, typed, deviceId);
      if (check.kind === "wrong") return check;
      const isCode = typed.kind === "one_time_code";
      return {
        kind: "right",
        finish: async () =>
          await parts.finishSignIn(context, {
            ...mailed,
            authenticationMethod: isCode ? "EmailCode" : "EmailLink",
            usedCookie: "portico-challenge",
            usedFailure: isCode ? "no_challenge" : "link_used",
          }),
      };
    },
    recognizeSession: (payload) => {
      const session = parseLocalPayload(payload);
      if (session === null) return null;
      return {
        id: session.refreshToken.familyId,
        subject: session.refreshToken.subject,
        refresh: async (context, organizationId) => await refresh(context, session, organizationId),
        revoke: async (everywhere) => await revoke(session, everywhere),
      };
    },
    trusted: trustAccessTokens(core.ownOrigins.main, parts.accessTokens),
    mailboxSignIn: { findMailbox: createFindMailbox(accounts), finish: parts.finishSignIn },
  };
}

function createFindMailbox(accounts: AccountDirectory): NonNullable<Issuer["mailboxSignIn"]>["findMailbox"] {
  return async (email) => {
    const lookup = await accounts.find(email);
    if (lookup.kind !== "found") return { kind: "refused", reason: `account_${lookup.kind}` };
    const permission = mayUseLocalCodes(lookup.account);
    return permission.kind === "refused" ? permission : { kind: "found", email: lookup.account.email };
  };
}
