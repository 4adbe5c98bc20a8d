import { describe, expect, it } from "vitest";

import { emailLinkMessages } from "../sign-in/email-link/messages.ts";
import { magicLinkMessages } from "../sign-in/magic-link/messages.ts";
import { messages } from "../config/messages.ts";

/** A name from right to left that turns what follows it, and ends the isolation around it. */
const hostile = "EVIL\u05D0\u202E\u2069\u200B";

/** Messages that get numbers, our own words, or only what other messages have isolated. */
const ownWords: ReadonlySet<string> = new Set([
  "reference",
  "pageTitle",
  "signIn.insecureAddress",
  "signIn.refused",
  "codeStep.severalCodes",
  "outage.retryIn",
  "frame.accountMenu",
  "forbidden.missingPermissions",
  "forbidden.missingRoles",
  "organizations.chooseFrom",
  "members.role",
  "members.found",
  "invite.left",
  "invite.separated",
  "invite.quotes",
  "invite.tooMany",
  "invite.sent",
  "invitations.expires",
  "invitations.expired",
  "account.device",
  "account.revokeOf",
  "account.ended",
  "account.newest",
  "functionFailures.wrong_one_time_code",
  "functionFailures.too_many_requests",
  "functionFailures.codes_paused",
  "functionFailures.mail_unreachable",
  "elsewhereExpires",
  ...["emailStep", "codeStep", "requiredStep", "sent"].flatMap((step) => [
    `${step}.submitIn`,
    `${step}.resendIn`,
  ]),
]);

type Message = { path: string; build: (...values: unknown[]) => unknown };

function isMessage(value: unknown): value is Message["build"] {
  return typeof value === "function";
}

function listMessages(tree: unknown, path: string[] = []): Message[] {
  if (isMessage(tree)) return [{ path: path.join("."), build: tree }];
  if (typeof tree !== "object" || tree === null) return [];
  return Object.entries(tree).flatMap(([name, value]) => listMessages(value, [...path, name]));
}

function tell({ build }: Message): string {
  try {
    return String(build(...Array.from({ length: build.length }, () => hostile)));
  } catch {
    return String(build(...Array.from({ length: build.length }, () => [hostile])));
  }
}

const told = [messages, emailLinkMessages, magicLinkMessages]
  .flatMap((tree) => listMessages(tree))
  .map((message) => ({ path: message.path, text: tell(message) }))
  .filter(({ path, text }) => text.includes("EVIL") && !ownWords.has(path));

describe("a message with another person's text", () => {
  it.each(told)("isolates it, without the characters that would end the isolation: $path", ({ text }) => {
    const outside = text.replaceAll("\u2068EVIL\u05D0\u2069", "");
    expect(outside).not.toMatch(/EVIL|\p{Bidi_Control}|\u200B/u);
  });

  it("is found among the messages", () => {
    expect(told.length).toBeGreaterThan(20);
  });
});
