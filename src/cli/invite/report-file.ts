import { appendFileSync, writeFileSync } from "node:fs";

import type { LineResult } from "./invite-list.ts";

// For Node alone: the report is a file.

/** Takes each line's result as it comes, for programs to read: one JSON object a line. */
export type ReportFile = { kind: "open"; write: (result: LineResult) => void };

/** Begins the report at the path anew, for its owner's eyes alone. */
export function openReportFile(path: string): ReportFile {
  writeFileSync(path, "", { mode: 0o600 });
  return {
    kind: "open",
    write: (result) => appendFileSync(path, `${JSON.stringify(serializeResult(result))}\n`),
  };
}

/** A result in the list's own names, snake_case as its columns. */
export function serializeResult(result: LineResult): Record<string, unknown> {
  switch (result.kind) {
    case "bad":
      return { line: result.line, outcome: "bad_line", reason: result.reason };
    case "repeated":
      return { line: result.line, outcome: "repeated", of_line: result.ofLine };
    case "person": {
      const { line, invitee, outcome } = result;
      return {
        line,
        email: invitee.email,
        organization: invitee.organizationId,
        role: invitee.roleSlug,
        outcome: outcome.kind,
        ...("reason" in outcome && { reason: outcome.reason }),
        ...("invitationId" in outcome && {
          invitation_id: outcome.invitationId,
          expires_at: outcome.expiresAt,
        }),
        earlier_run: result.isFromEarlierRun,
      };
    }
  }
  return result satisfies never;
}
