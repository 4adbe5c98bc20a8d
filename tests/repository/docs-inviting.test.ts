import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, it } from "vitest";

import { type Invitee, listColumns, parseInvitationList } from "../../src/cli/invite/invitation-list.ts";
import { type LineResult, serializeResult } from "../../src/cli/invite/line-result.ts";
import { inviteUsage } from "../../src/cli/invite/options.ts";
import { readCodeBlocks } from "./quoted-examples.ts";

const page = readFileSync(join(import.meta.dirname, "..", "..", "docs", "inviting.md"), "utf8");
const blocks = readCodeBlocks(page);
const readExample = (language: string): string =>
  blocks.find((block) => block.language === language)?.text ?? "";

const noDefaults = { organizationId: null, roleSlug: null, expiresInDays: null, locale: null };

function readInvitees(text: string): Invitee[] {
  return parseInvitationList(new TextEncoder().encode(text), noDefaults).entries.map((entry) => {
    if (entry.kind !== "invitee") throw new Error(`line ${String(entry.line)} isn't an invitee`);
    return entry.invitee;
  });
}

/** The names in the first column of the table whose header starts with this text. */
function readTable(head: string): string[] {
  const [, table = ""] = new RegExp(`\\n\\| \`?${head}\`? .*?\\n(.*?)\\n\\n`, "s").exec(page) ?? [];
  return [...table.matchAll(/^\| `(\w+)`/gm)].map(([, name = ""]) => name);
}

it("docs/inviting.md shows a list that is parsed as described", () => {
  expect(readInvitees(readExample("csv"))).toEqual([
    {
      email: "ada@example.com",
      organizationId: "org_01ENGINES",
      roleSlug: "admin",
      expiresInDays: 14,
      locale: "en",
    },
    { ...noDefaults, email: "grace@example.com", organizationId: "org_01ENGINES", roleSlug: "member" },
    { ...noDefaults, email: "linus@example.com", locale: "fi" },
    { ...noDefaults, email: "hedy@example.com", expiresInDays: 30 },
  ]);
});

it("docs/inviting.md shows a list of addresses that is parsed as described", () => {
  expect(readInvitees(readExample("text")).map(({ email }) => email)).toEqual([
    "ada@example.com",
    "grace@example.com",
  ]);
});

it("docs/inviting.md has a line for each column, and no others", () => {
  expect(readTable("Column")).toEqual(listColumns);
});

it("docs/inviting.md shows a line of the report as it is written", () => {
  const [invitee] = readInvitees(readExample("csv"));
  if (invitee === undefined) throw new Error("no invitee");
  expect(JSON.parse(readExample("json"))).toEqual(
    serializeResult({
      kind: "person",
      line: 2,
      invitee,
      outcome: { kind: "invited", invitationId: "invitation_01ADA", expiresAt: "2026-12-04T12:00:00.000Z" },
      isFromEarlierRun: false,
    }),
  );
});

it("docs/inviting.md explains each outcome of the report, and no others", () => {
  const [invitee] = readInvitees(readExample("csv"));
  if (invitee === undefined) throw new Error("no invitee");
  const outcomes: Record<Extract<LineResult, { kind: "person" }>["outcome"]["kind"], true> = {
    invited: true,
    already_invited: true,
    already_member: true,
    would_invite: true,
    refused: true,
    undone: true,
  };
  const others: LineResult[] = [
    { kind: "bad", line: 2, reason: "" },
    { kind: "repeated", line: 3, ofLine: 2, differs: false },
  ];
  expect(readTable("outcome")).toEqual([
    ...Object.keys(outcomes),
    ...others.map((result) => serializeResult(result)["outcome"]),
  ]);
});

it("docs/inviting.md names every option except --help, and no others", () => {
  const named = new Set(page.match(/(?<=[\s`])--[a-z][a-z-]*/g));
  const known = new Set(inviteUsage.match(/(?<=^ {2})--[a-z-]+/gm));
  known.delete("--help");
  expect(named).toEqual(known);
});
