import {
  type FeatureCheck,
  type FeatureMachine,
  type Finding,
  findRefusal,
  ok,
  unknown,
  wrong,
} from "../../../../contract/doctor/check.ts";
import { type CheckMail, createMailCheck } from "../mail/mail-check.ts";
import { type MailConfiguration, parseMailConfiguration } from "../mail/mail-configuration.ts";
import { createResendTransport } from "../mail/resend-transport.ts";
import { createSmtpTransport } from "../mail/smtp-transport.ts";

type Resolve = FeatureMachine["resolveTxt"];

/** Selectors of widespread providers, for name servers that deny a name whose subdomains they have (against RFC 8020). */
const commonSelectors = [
  "default",
  "google",
  "selector1",
  "s1",
  "k1",
  "mail",
  "dkim",
  "resend",
  "pm",
  "fm1",
  "zoho",
];

/**
 * The doctor's check of the mail: whether the server lets us in, and whether receivers can tell that mail of MAIL_FROM's domain is
 * genuine. A server that the deployed function reaches isn't wrong: networks of people often block the ports of mail.
 */
export const mailSetUp: FeatureCheck = {
  id: "mail",
  check: async ({ variables, checkMail, resolveTxt, fetch }, isReached) => {
    const refusal = findRefusal(() => parseMailConfiguration(variables));
    if (refusal !== null) return wrong("mail", "malformed", `${refusal}.`);
    const configuration = parseMailConfiguration(variables);
    if (configuration.kind === "not_configured") return unknown("noMail");
    const login = await (checkMail ?? openMailCheck(configuration, fetch))();
    const isOnlyHere = login.kind === "failing" && isReached && /\bCONN\b|no answer/.test(login.cause);
    if (login.kind === "failing" && !isOnlyHere) return wrong("mail", "login", login.cause);
    try {
      const domain = await checkDomain(configuration.from.address.split("@").at(-1) ?? "", resolveTxt);
      return isOnlyHere && domain.status === "ok" ? unknown("notFromHere") : domain;
    } catch {
      return unknown("noAnswer");
    }
  },
};

function openMailCheck(
  configuration: Exclude<MailConfiguration, { kind: "not_configured" }>,
  fetch: FeatureMachine["fetch"],
): CheckMail {
  if (configuration.kind === "resend")
    return createMailCheck(createResendTransport({ apiKey: configuration.apiKey, fetch: () => fetch }));
  const transport = createSmtpTransport(configuration.access);
  const check = createMailCheck(transport);
  return async () => await check().finally(() => transport.close());
}

async function checkDomain(domain: string, resolve: Resolve): Promise<Finding> {
  const spf = ((await lookUp(resolve, domain)) ?? []).filter((text) => /^v=spf1(?: |$)/i.test(text));
  if (spf.length === 0) return wrong("mail", "spf", domain);
  // RFC 7208, section 4.5.
  if (spf.length > 1) return wrong("mail", "spfTwice", domain);
  if (!(await hasDkimKey(domain, resolve))) return wrong("mail", "dkim", domain);
  return (await hasDmarc(domain, resolve)) ? ok : wrong("mail", "dmarc", domain);
}

/** A name that has subdomains, which are the selectors, is there, if only empty (RFC 8020). */
async function hasDkimKey(domain: string, resolve: Resolve): Promise<boolean> {
  if ((await lookUp(resolve, `_domainkey.${domain}`)) !== null) return true;
  const found = await Promise.all(
    commonSelectors.map(async (selector) => await lookUp(resolve, `${selector}._domainkey.${domain}`)),
  );
  return found.some((texts) => (texts?.length ?? 0) > 0);
}

/** The domain's policy, or that of the organization's domain above it (RFC 7489, section 6.6.3). */
async function hasDmarc(domain: string, resolve: Resolve): Promise<boolean> {
  const labels = domain.split(".");
  for (let start = 0; start <= labels.length - 2; start += 1) {
    const texts = await lookUp(resolve, `_dmarc.${labels.slice(start).join(".")}`);
    if (texts?.some((text) => /^v=DMARC1(?:;|$)/i.test(text)) === true) return true;
  }
  return false;
}

/** The TXT records of a name; null where the name isn't there. @throws the resolver's error where it gives no answer */
async function lookUp(resolve: Resolve, name: string): Promise<string[] | null> {
  try {
    return (await resolve(name)).map((parts) => parts.join(""));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "ENODATA") return [];
    if (code === "ENOTFOUND") return null;
    throw error;
  }
}
