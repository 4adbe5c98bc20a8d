import type { SignInWording } from "./sign-in-wording.ts";

/**
 * The mail as plain text: the code in the first line, and in the last one the line that binds it to the console's host, so that
 * a browser doesn't offer it to a page that only looks like the console (phishing).
 */
export function buildSignInText(wording: SignInWording): string {
  const isLinkAlone = wording.oneTimeCode === null;
  const paragraphs = [
    isLinkAlone ? wording.lead : `${wording.firstLine}\n${wording.lead}`,
    // The bare address stands on a line of its own, where every mail program makes a link of it.
    wording.link === null ? null : isLinkAlone ? wording.link : `${wording.orUseLink}\n${wording.link}`,
    wording.notes.join("\n"),
    wording.autofillLine,
  ];
  return `${paragraphs.filter((paragraph) => paragraph !== null).join("\n\n")}\n`;
}
