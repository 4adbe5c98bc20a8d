import type { LineResult, PersonOutcome } from "./line-result.ts";

/** The results of a list, counted. */
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

export function summarizeResults(results: LineResult[]): InvitationSummary {
  const linesOf = (kind: LineResult["kind"]) =>
    results.flatMap((result) => (result.kind === kind ? [result.line] : []));
  const people = results.filter((result) => result.kind === "person");
  const linesWith = (kind: PersonOutcome["kind"]) =>
    people.flatMap(({ line, outcome, isFromEarlierRun }) =>
      outcome.kind === kind && !isFromEarlierRun ? [line] : [],
    );
  return {
    invited: linesWith("invited").length,
    wouldInvite: linesWith("would_invite").length,
    alreadyInvited: linesWith("already_invited").length,
    alreadyMember: linesWith("already_member").length,
    doneBefore: people.filter(({ isFromEarlierRun }) => isFromEarlierRun).length,
    repeated: linesOf("repeated").length,
    badLines: linesOf("bad"),
    refusedLines: linesWith("refused"),
    undone: linesWith("undone").length,
  };
}

/** Whether everyone on the list is invited, and every line could be read. */
export function isAllDone({ badLines, refusedLines, undone }: InvitationSummary): boolean {
  return badLines.length + refusedLines.length + undone === 0;
}

/** The summary as lines for the terminal, without addresses. */
export function describeSummary(summary: InvitationSummary, isDryRun: boolean): string {
  const { badLines, refusedLines } = summary;
  const counts: [number, string, string][] = [
    [summary.doneBefore, "done by an earlier run", ""],
    [summary.alreadyInvited, "already invited", ""],
    [summary.alreadyMember, "already members", ""],
    [summary.repeated, "left out, because an earlier line has the same address", ""],
    [badLines.length, "bad and left out", ` (${describeLines(badLines)})`],
    [refusedLines.length, "refused by WorkOS", ` (${describeLines(refusedLines)})`],
    [summary.undone, "not done", "; run the same command again to continue"],
  ];
  return [
    isDryRun ? `Would be invited: ${String(summary.wouldInvite)}` : `Invited: ${String(summary.invited)}`,
    ...counts
      .filter(([count]) => count > 0)
      .map(([count, label, details]) => `  ${label}: ${String(count)}${details}`),
    ...(isDryRun ? ["A dry run: nothing was sent"] : []),
  ].join("\n");
}

const maximumLines = 50;

function describeLines(lines: number[]): string {
  const named = lines.slice(0, maximumLines).join(", ");
  const more = lines.length - maximumLines;
  return `line${lines.length === 1 ? "" : "s"} ${named}${more > 0 ? ` and ${String(more)} more` : ""}`;
}
