import type { SignInWording } from "./sign-in-wording.ts";

/**
 * The mail as plain text: the code in the first line, and in the last one the autofill line that binds it to the console's host,
 * so that browsers don't offer it to look-alike pages (phishing).
 */
export function buildSignInText(wording: SignInWording): string {
  const isLinkAlone = wording.oneTimeCode === null;
  const paragraphs = [
    isLinkAlone ? wording.lead : `${wording.firstLine}\n${wording.lead}`,
    // The bare URL has its own line, where every mail program turns it into a link.
    wording.link === null ? null : isLinkAlone ? wording.link : `${wording.orUseLink}\n${wording.link}`,
    wording.notes.join("\n"),
    wording.autofillLine,
  ];
  return `${paragraphs.filter((paragraph) => paragraph !== null).join("\n\n")}\n`;
}
