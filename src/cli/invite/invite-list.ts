import type { ProgressDisplay } from "../progress-display.ts";
import type { LastWord } from "./invitation-journal.ts";
import { type Invitee, type ListEntry, inviteeKey } from "./parse-invitation-list.ts";
import { type PersonOutcome, isDone } from "./person-outcome.ts";

/** What became of one line of the list. */
export type LineResult =
  | { kind: "person"; line: number; invitee: Invitee; outcome: PersonOutcome; isFromEarlierRun: boolean }
  | Exclude<ListEntry, { kind: "invitee" }>;

/** After so many people in a row about whom WorkOS gave no answer it is an outage, and waiting for each of the others is no use. */
const maximumOutagesInARow = 3;

/**
 * Goes through the list in its order, one person at a time, and hands each line's result to `tell`. Who is done already isn't asked
 * about again. After an interruption, a refused key or an outage the others stay undone.
 *
 * @param options.act invites somebody, or looks what inviting would come to
 */
export async function inviteList(options: {
  entries: ListEntry[];
  lastWords: ReadonlyMap<string, LastWord>;
  act: (invitee: Invitee, lastWord: LastWord | undefined) => Promise<PersonOutcome>;
  tell: (result: LineResult) => void;
  display: ProgressDisplay;
  signal: AbortSignal;
}): Promise<void> {
  const { entries, lastWords, display } = options;
  let stop: PersonOutcome | null = null;
  let outagesInARow = 0;
  let handled = 0;

  display.begin("Invitations", entries.filter(({ kind }) => kind === "invitee").length, 0);
  for (const entry of entries) {
    if (entry.kind !== "invitee") {
      options.tell(entry);
      continue;
    }
    const { line, invitee } = entry;
    const lastWord = lastWords.get(inviteeKey(invitee));
    if (options.signal.aborted) stop ??= interrupted;
    const before = lastWord !== undefined && lastWord.kind !== "sending" && lastWord.kind !== "refused";
    const outcome: PersonOutcome = before ? lastWord : (stop ?? (await options.act(invitee, lastWord)));
    options.tell({ kind: "person", line, invitee, outcome, isFromEarlierRun: before });

    if (stop === null && !before) {
      const note = describeOutcome(outcome);
      if (note !== null) display.note(`Line ${String(line)} ${note}`);
      outagesInARow = outcome.kind === "undone" && outcome.cause === "outage" ? outagesInARow + 1 : 0;
      if (endsRun(outcome) || outagesInARow === maximumOutagesInARow) stop = outcome;
    }
    if (stop === null || isDone(outcome)) {
      handled += 1;
      display.advance(handled);
    }
  }
  display.end();
}

const interrupted: PersonOutcome = { kind: "undone", cause: "interrupted", reason: "interrupted" };

function endsRun(outcome: PersonOutcome): boolean {
  return outcome.kind === "undone" && outcome.cause !== "outage";
}

/** What is out of the ordinary about a line, in words without the address: terminals keep logs. */
function describeOutcome(outcome: PersonOutcome): string | null {
  switch (outcome.kind) {
    case "invited":
    case "would_invite":
      return null;
    case "already_invited":
      return "is invited already";
    case "already_member":
      return "is a member already";
    case "refused":
    case "undone":
      return `is not invited: ${outcome.reason}`;
  }
  return outcome satisfies never;
}
