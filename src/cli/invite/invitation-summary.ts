import type { LineResult } from "./invite-list.ts";

/** The lines of a list by what became of them. */
export type InvitationSummary = {
  invited: number;
  wouldInvite: number;
  alreadyInvited: number;
  alreadyMember: number;
  /** Done by an earlier run. */
  doneBefore: number;
  repeated: number;
  badLines: number[];
  refusedLines: number[];
  undone: number;
};

export function countResults(results: LineResult[]): InvitationSummary {
  const summary: InvitationSummary = {
    invited: 0,
    wouldInvite: 0,
    alreadyInvited: 0,
    alreadyMember: 0,
    doneBefore: 0,
    repeated: 0,
    badLines: [],
    refusedLines: [],
    undone: 0,
  };
  for (const result of results) count(result, summary);
  return summary;
}

/** Whether everybody of the list is invited, and every line of it could be read. */
export function isAllDone({ badLines, refusedLines, undone }: InvitationSummary): boolean {
  return badLines.length + refusedLines.length + undone === 0;
}

/** The summary in lines for the person who ran the command, free of addresses. */
export function describeSummary(summary: InvitationSummary, isDryRun: boolean): string {
  const { badLines, refusedLines } = summary;
  const told: [number, string, string][] = [
    [summary.doneBefore, "done by an earlier run", ""],
    [summary.alreadyInvited, "invited already", ""],
    [summary.alreadyMember, "members already", ""],
    [summary.repeated, "left out, because an earlier line has the same address", ""],
    [badLines.length, "bad and left out", ` (${describeLines(badLines)})`],
    [refusedLines.length, "refused by WorkOS", ` (${describeLines(refusedLines)})`],
    [summary.undone, "not done", "; run the same command again to go on"],
  ];
  return [
    isDryRun ? `Would be invited: ${String(summary.wouldInvite)}` : `Invited: ${String(summary.invited)}`,
    ...told
      .filter(([number]) => number > 0)
      .map(([number, words, more]) => `  ${words}: ${String(number)}${more}`),
    ...(isDryRun ? ["A dry run: nothing was sent"] : []),
  ].join("\n");
}

const maximumLines = 50;

function describeLines(lines: number[]): string {
  const named = lines.slice(0, maximumLines).join(", ");
  const more = lines.length - maximumLines;
  return `line${lines.length === 1 ? "" : "s"} ${named}${more > 0 ? ` and ${String(more)} more` : ""}`;
}

function count(result: LineResult, summary: InvitationSummary): void {
  switch (result.kind) {
    case "bad":
      summary.badLines.push(result.line);
      return;
    case "repeated":
      summary.repeated += 1;
      return;
    case "person":
      if (result.isFromEarlierRun) summary.doneBefore += 1;
      else countPerson(result, summary);
      return;
  }
  result satisfies never;
}

function countPerson(
  { line, outcome }: Extract<LineResult, { kind: "person" }>,
  summary: InvitationSummary,
): void {
  switch (outcome.kind) {
    case "invited":
      summary.invited += 1;
      return;
    case "would_invite":
      summary.wouldInvite += 1;
      return;
    case "already_invited":
      summary.alreadyInvited += 1;
      return;
    case "already_member":
      summary.alreadyMember += 1;
      return;
    case "refused":
      summary.refusedLines.push(line);
      return;
    case "undone":
      summary.undone += 1;
      return;
  }
  outcome satisfies never;
}
