import type { OneTimeCode } from "../../../../contract/email-code.ts";
import { challengeLifetimeMs } from "../../../core/feature/challenge.ts";
import { chooseLanguage } from "./choose-language.ts";
import { type MailContents, type MailLanguage, mailLanguages, mailMessages } from "./mail-messages.ts";
import type { SignInMail } from "./sign-in-mail.ts";

/** A mail's texts in one language, shared by its plain text and its HTML. */
export type SignInWording = {
  language: MailLanguage;
  direction: "ltr" | "rtl";
  contents: MailContents;
  subject: string;
  oneTimeCode: OneTimeCode | null;
  /** `@host #code`, which makes browsers offer the code only to pages of that host; null without a code. */
  autofillLine: string | null;
  link: string | null;
  host: string;
  firstLine: string;
  title: string;
  lead: string;
  useLink: string;
  orUseLink: string;
  notes: string[];
};

/**
 * The wording of a mail, in the language that its request accepts.
 * @throws Error when there is neither code nor link, or the link leads to another origin
 */
export function writeSignInMail(mail: SignInMail): SignInWording {
  const language = chooseLanguage(mail.language, mailLanguages, "en");
  const words = mailMessages[language];
  const { host, hostname } = new URL(mail.ownOrigin);
  const link = mail.link === null ? null : requireOwnLink(mail.link, mail.ownOrigin);
  const contents = readContents(mail);
  const duration = new Intl.NumberFormat(language, {
    style: "unit",
    unit: "minute",
    unitDisplay: "long",
    numberingSystem: "latn",
  }).format(challengeLifetimeMs / 60_000);
  const time = new Intl.DateTimeFormat(language, {
    dateStyle: "long",
    timeStyle: "short",
    hourCycle: "h23",
    timeZone: "UTC",
    numberingSystem: "latn",
    calendar: "gregory",
  }).format(mail.requestedAtMs);

  const subject =
    mail.oneTimeCode === null ? words.linkSubject(host) : words.codeSubject(mail.oneTimeCode, host);
  return {
    language,
    direction: words.direction,
    contents,
    subject,
    oneTimeCode: mail.oneTimeCode,
    autofillLine: mail.oneTimeCode === null ? null : `@${hostname} #${mail.oneTimeCode}`,
    link,
    host,
    firstLine: mail.oneTimeCode === null ? words.linkLead(host) : `${subject}${words.fullStop}`,
    title: mail.oneTimeCode === null ? words.linkTitle : words.codeTitle,
    lead: mail.oneTimeCode === null ? words.linkLead(host) : words.codeLead(host),
    useLink: words.useLink,
    orUseLink: words.orUseLink,
    notes: [
      words.lifetime[contents](duration),
      words.keepToYourself[contents],
      words.notAsked,
      words.askedAt(time),
    ],
  };
}

function readContents(mail: SignInMail): MailContents {
  if (mail.oneTimeCode !== null) return mail.link === null ? "code" : "codeAndLink";
  if (mail.link !== null) return "link";
  throw new Error("A sign-in mail needs a code or a link");
}

/** Refuses links to another origin (phishing through our own mail) and links that contain line breaks (content injection). */
function requireOwnLink(link: string, ownOrigin: string): string {
  const url = new URL(link);
  if (url.href !== link || url.origin !== ownOrigin) throw new Error("The link leads to another origin");
  return link;
}
